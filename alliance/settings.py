"""Settings. One file, read from the environment; safe when nothing is set: then this is the embedded demo.

Every variable is a row of docs/environment.md. A wrong value stops the start and says what to do.
"""

import secrets
from pathlib import Path

import environ
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from alliance.demo import broker
from alliance.logs import without_personal_data

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def secret(name: str, default: str = "") -> str:
    """A variable that may also stand in a file, which NAME_FILE names."""
    path = env.str(f"{name}_FILE", "")
    if not path:
        return env.str(name, default)
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from None


def demand(holds: bool, sentence: str) -> None:
    """Stop the start with a sentence that says what to do."""
    if not holds:
        raise ImproperlyConfigured(sentence)


def yes_or_no(name: str) -> bool:
    answer = env.str(name, "off").lower()
    demand(answer in {"on", "off", "true", "false", "1", "0", "yes", "no"}, f"{name} is {answer!r}: write on or off.")
    return answer in {"on", "true", "1", "yes"}


def whole_number(name: str, default: int, least: int = 0) -> int:
    text = env.str(name, str(default))
    demand(text.isdigit() and int(text) >= least, f"{name} is {text!r}: write a whole number from {least} up.")
    return int(text)


# --- Which installation this is -------------------------------------------------------------------------------------
DATABASE_URL = secret("DATABASE_URL")
BROKER_URL = secret("BROKER_URL")
DEMO = not DATABASE_URL  # the embedded demo; with a database server this is production and demo log-ins do not exist
DEBUG = yes_or_no("DEBUG")
PORT = whole_number("PORT", 8000, least=1)
PORTAL_URL = env.str("PORTAL_URL", f"http://localhost:{PORT}" if DEMO else "").rstrip("/")
HTTPS = PORTAL_URL.startswith("https://")
HOST = PORTAL_URL.partition("://")[2].partition("/")[0].partition(":")[0]

VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var"))).absolute()
try:
    VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(f"VAR_DIR is {VAR_DIR}, which cannot be made: {error.strerror}.") from None

if not DEMO:
    demand(
        DATABASE_URL.startswith(("postgres://", "postgresql://")),
        "DATABASE_URL must be an address such as postgres://user:password@host:5432/alliance.",
    )
    demand(
        BROKER_URL.startswith(("redis://", "rediss://", "redis+socket://")),
        "DATABASE_URL is set, so this is production: set BROKER_URL too, such as redis://host:6379/0.",
    )
    demand(
        HTTPS or (PORTAL_URL.startswith("http://") and HOST in {"localhost", "127.0.0.1"}),
        "PORTAL_URL must be the address at which people open the portal, such as https://portal.example.edu.cn.",
    )
    demand(not DEBUG, "DEBUG shows secrets to visitors: it cannot be on where DATABASE_URL is set.")


def generated_secret() -> str:
    """A secret kept out of git, made once for the embedded demo."""
    path = VAR_DIR / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = secret("SECRET_KEY")
if DEMO:
    SECRET_KEY = SECRET_KEY or generated_secret()
demand(
    len(SECRET_KEY) >= 50,
    "SECRET_KEY must have at least 50 characters. Make one with:"
    ' python3 -c "import secrets; print(secrets.token_urlsafe(50))"',
)
SECRET_KEY_FALLBACKS = secret("SECRET_KEY_FALLBACKS").split()  # former keys, so that changing it signs nobody out

ALLOWED_HOSTS = [HOST, "localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]
# --- Applications ---------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "django_structlog",
    "alliance.web",
    "alliance.accounts",
    "partners.directory",
    "alliance.notices",
    "alliance.records",
    "alliance.ledger",
    "alliance.dashboard",
    "exchanges",
    "alliance.demo",
]

MIDDLEWARE = [
    "django_structlog.middlewares.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "alliance.web.middleware.PlainPageForIE",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "partners.directory.middleware.ActingMiddleware",
    "csp.middleware.CSPMiddleware",
    "alliance.web.middleware.ErrorPages",
]

ROOT_URLCONF = "alliance.urls"
WSGI_APPLICATION = "alliance.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            # Listed by hand: cotton and template-partials each want to rewrite this, and together cotton stops.
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "alliance.web.context.page",
                "alliance.nav.menu",
            ],
        },
    }
]
COTTON_DIR = "components"
COTTON_ISOLATE_BY_DEFAULT = True
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.insert(0, "django.forms")

# --- What pages may do and show -------------------------------------------------------------------------------------
CSRF_FAILURE_VIEW = "alliance.web.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# Shown to outsiders: whom to ring, and the two numbers that a public site in China must bear.
SECRETARIAT_PHONE = env.str("SECRETARIAT_PHONE", "0312-555 0136" if DEMO else "")
ICP_NUMBER = env.str("ICP_NUMBER", "冀ICP备00000000号" if DEMO else "")
POLICE_NUMBER = env.str("POLICE_NUMBER", "冀公网安备 00000000000000号" if DEMO else "")

# --- Data -----------------------------------------------------------------------------------------------------------
if DEMO:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "alliance.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",  # a writer waits for its turn at BEGIN instead of failing half way
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                    "PRAGMA recursive_triggers=ON;"  # else REPLACE passes the triggers of append-only tables
                    "PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY;"
                ),
            },
            "TEST": {"NAME": VAR_DIR / "test.sqlite3"},
        }
    }
else:
    DATABASES = {"default": {**env.db_url_config(DATABASE_URL), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORMS_URLFIELD_ASSUME_HTTPS = True  # as Django 6 will; goes with Django 5.2

CELERY_BROKER_URL = BROKER_URL or broker.address(VAR_DIR)
CACHE_URL = secret("CACHE_URL") or broker.cache_address(CELERY_BROKER_URL)
if CACHE_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}}
    CACHES["default"]["OPTIONS"] = {"socket_connect_timeout": 1, "socket_timeout": 1}
else:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR_DIR / "cache"}
    }

# --- Sign-in --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["alliance.accounts.backend.PortalBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "partners.directory.adapter.InvitationAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # who has no login is written nothing
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_FORMS = {"login": "alliance.accounts.forms.SignInForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Jing-Jin-Ji"
SESSION_COOKIE_AGE = 14 * 24 * 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- Language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = sorted(path for path in (BASE_DIR / "locale").glob("*") if path.is_dir())
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- Files ----------------------------------------------------------------------------------------------------------
MEDIA_ROOT = VAR_DIR / "media"
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "tmp"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
FILE_UPLOAD_PERMISSIONS = 0o600
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEMO  # the demo serves static files from where they lie; production collects them
STORAGES = {
    "default": {"BACKEND": "alliance.web.storage.ContentStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- E-mail ---------------------------------------------------------------------------------------------------------
EMAIL_URL = secret("EMAIL_URL", f"filemail:///{VAR_DIR}/mail" if DEMO else "")  # the demo's mails become files
try:
    globals().update(env.email_url_config(EMAIL_URL))
except (environ.ImproperlyConfigured, KeyError):
    sentence = "EMAIL_URL must be an address such as smtp+tls://user:password@host:587; to send none, dummymail://"
    raise ImproperlyConfigured(sentence) from None
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"portal@{HOST}")

# --- Transport and browser ------------------------------------------------------------------------------------------
PROXIES = whole_number("PROXIES", 0 if DEMO else 1)  # how many proxies of ours stand before gunicorn
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked over plain http by what stands before
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preloading HSTS is for the owner of the whole domain to decide
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- Background work (docs/decisions/0002) --------------------------------------------------------------------------
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,  # after which a dead worker's message is given to another
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
}
if CELERY_BROKER_URL.startswith("filesystem://"):
    messages = VAR_DIR / "broker" / "messages"
    for folder in (messages, VAR_DIR / "broker" / "control"):
        folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": messages,
        "data_folder_out": messages,
        "control_folder": VAR_DIR / "broker" / "control",
        "polling_interval": 0.1,
    }
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 540  # less than visibility_timeout, or a slow task would run twice at once
CELERY_TASK_SOFT_TIME_LIMIT = 510
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = whole_number("WORKER_CONCURRENCY", 2, least=1)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_TIMEZONE = TIME_ZONE

# --- Logs -----------------------------------------------------------------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", "WARNING" if DEMO else "INFO").upper()
demand(
    LOG_LEVEL in {"DEBUG", "INFO", "WARNING", "ERROR"},
    f"LOG_LEVEL is {LOG_LEVEL}: write DEBUG, INFO, WARNING or ERROR.",
)
DJANGO_STRUCTLOG_CELERY_ENABLED = True  # a request's number goes with the tasks that it starts
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = 20
BEFORE_LOGGING = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_personal_data,
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *BEFORE_LOGGING,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": BEFORE_LOGGING,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.dev.ConsoleRenderer(colors=False) if DEMO else structlog.processors.JSONRenderer(),
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        # django-structlog tells of each request already, without what was searched for.
        "django.request": {"level": "CRITICAL"},
    },
}

# --- API ------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["alliance.web.api.IsMember"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "alliance.web.api.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "alliance.web.problems.exception_handler",
}
DRF_STANDARDIZED_ERRORS = {"EXCEPTION_FORMATTER_CLASS": "alliance.web.problems.ProblemFormatter"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Vocational cooperation portal",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
}
# Nudges tell a worker to look now; without them everything still happens, at beat's pace.
NUDGES = env.bool("NUDGES", True)
NUDGE_RETRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
