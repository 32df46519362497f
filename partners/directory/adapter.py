"""What allauth asks us: nobody signs up without an invitation, and what is said when signing in fails."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _


class InvitationAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "Phone number (or e-mail) and password do not belong together. If you have forgotten the password, reset "
            "it by e-mail, or ask the secretariat to print a code."
        ),
        "too_many_login_attempts": _(
            "Too many wrong passwords for this user name. Wait five minutes, or reset the password."
        ),
    }

    def is_open_for_signup(self, request) -> bool:
        return False  # allauth's own sign-up is never used: invitations.views has the page

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        """No greeting: who has signed in or out sees it."""
        if message_template not in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            super().add_message(request, level, message_template, message_context, extra_tags, message)
