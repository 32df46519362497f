"""The ready log-ins of the demo: made by load_demo, printed by `manage.py demo`, shown in README.md."""

from dataclasses import dataclass

PASSWORD = "alliance-demo"  # noqa: S105 (public on purpose: users marked is_demo sign in to the demo only)


@dataclass(frozen=True)
class Login:
    username: str  # an invented telephone number
    role: str  # directory.Role
    institution: str  # short Chinese name, as in institutions.csv
    name: str


LOGINS = (
    Login("13800000001", "lead", "联盟秘书处", "周文"),
    Login("13800000002", "school_admin", "雄县职教中心", "王晓敏"),
    Login("13800000003", "school_admin", "金隅科技", "李海燕"),
    Login("13800000004", "teacher", "雄县职教中心", "张立"),
    Login("13800000005", "teacher", "金隅科技", "陈静"),
)
