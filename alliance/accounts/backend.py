"""Who may be signed in: active users, and those of the demo only where the demo is."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from alliance.accounts.models import User


class PortalBackend(AuthenticationBackend):
    """Asked at sign-in and again for each request of a session."""

    def authenticate(self, request, **credentials) -> User | None:
        user = super().authenticate(request, **credentials)
        if user is None and not settings.DEMO:
            # allauth keeps whoever knew the password but may not come in, to tell an inactive user so and to let
            # everybody else in; a user of the demo is forgotten here.
            kept = self.unstash_authenticated_user()
            if kept and not kept.is_demo:
                self._stash_user(kept)
        return user

    def user_can_authenticate(self, user: User) -> bool:
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)
