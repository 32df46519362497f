from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangesConfig(AppConfig):
    name = "exchanges"
    label = "exchanges"
    verbose_name = _("Exchanges")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from alliance.records.kinds import register
        from exchanges.kinds import KINDS

        register(*KINDS)
