from django.urls import path

from partners.directory import views
from partners.directory.invitations import views as invitations

app_name = "directory"

urlpatterns = [
    # Institutions
    path("institutions/", views.institution_list, name="institution_list"),
    path("institutions/add/", views.institution_add, name="institution_add"),
    path("institutions/mine/", views.institution_mine, name="institution_mine"),
    path("institutions/options/", views.institution_options, name="institution_options"),
    path("institutions/<int:pk>/", views.institution_detail, name="institution_detail"),
    path("institutions/<int:pk>/edit/", views.institution_edit, name="institution_edit"),
    path("institutions/<int:pk>/logo/", views.institution_logo, name="institution_logo"),
    path("institutions/<int:pk>/merge/", views.institution_merge, name="institution_merge"),
    path("institutions/<int:pk>/contact/", views.contact_register, name="contact_register"),
    path("institutions/<int:pk>/code/", views.code_issue, name="code_issue"),
    path("institutions/<int:pk>/code/slip/", views.code_slip, name="code_slip"),
    # People of an institution
    path("people/", views.member_list, name="member_list"),
    path("institutions/<int:pk>/people/", views.institution_people, name="institution_people"),
    path("institutions/<int:pk>/invitations/", views.invitation_add, name="invitation_add"),
    path("institutions/<int:pk>/invitations/slip/", views.invitation_slip, name="invitation_slip"),
    path("memberships/<int:pk>/end/", views.membership_end, name="membership_end"),
    path("memberships/<int:pk>/reset-code/", views.reset_code_issue, name="reset_code_issue"),
    path("memberships/<int:pk>/reset-code/slip/", views.reset_code_slip, name="reset_code_slip"),
    # Invitations
    path("invitations/", invitations.invitation_enter, name="invitation_enter"),
    path("invitations/accept/", invitations.invitation_accept, name="invitation_accept"),
    path("invitations/<int:pk>/withdraw/", views.invitation_withdraw, name="invitation_withdraw"),
    path("invitations/<str:token>/", invitations.invitation_open, name="invitation_open"),
    # Myself and who acts
    path("profile/", views.profile, name="profile"),
    path("acting/", views.acting_switch, name="acting_switch"),
]
