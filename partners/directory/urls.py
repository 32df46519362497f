from django.urls import path

from partners.directory import views
from partners.directory.invitations import views as invitations

app_name = "directory"

urlpatterns = [
    # Institutions
    path("institutions/options/", views.institution_options, name="institution_options"),
    # Invitations
    path("invitations/", invitations.invitation_enter, name="invitation_enter"),
    path("invitations/accept/", invitations.invitation_accept, name="invitation_accept"),
    path("invitations/<str:token>/", invitations.invitation_open, name="invitation_open"),
    # Who acts
    path("acting/", views.acting_switch, name="acting_switch"),
]
