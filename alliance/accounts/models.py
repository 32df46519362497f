"""Who signs in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A login. The user name is a phone number or an e-mail address; the name stands on directory.Person."""

    first_name = None
    last_name = None
    username = models.CharField(
        _("Phone or e-mail"),
        max_length=150,
        unique=True,
        error_messages={"unique": _("Somebody signs in with this already.")},
    )
    is_demo = models.BooleanField(default=False, editable=False)  # can sign in to the demo only

    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")


class ResetCode(models.Model):
    """A printed code by which somebody without e-mail chooses a new password; kept only as a hash."""

    user = models.ForeignKey(User, models.CASCADE, related_name="reset_codes")
    code_hash = models.CharField(max_length=128)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"reset code {self.pk}"
