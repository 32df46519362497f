"""Sign-up is by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter


class InvitationAdapter(DefaultAccountAdapter):
    """Lets allauth open the sign-up page only to who holds an invitation in the session."""

    def is_open_for_signup(self, request) -> bool:
        return "invitation" in request.session
