import pytest

from alliance.accounts.usernames import normal_username


@pytest.mark.parametrize(
    "typed",
    ["13900000001", "139 0000 0001", "139-0000-0001", "+86 139 0000 0001", "+8613900000001", "008613900000001",
     "8613900000001", "１３９００００ ０００１", "(+86)13900000001", "\u202d13900000001\u202c"],
)  # fmt: skip
def test_a_mobile_number_is_one_name_however_it_is_typed(typed):
    assert normal_username(typed) == "13900000001"


def test_an_e_mail_address_is_one_name_in_any_case():
    assert normal_username("  Li.Mei@School.Example ") == "li.mei@school.example"
