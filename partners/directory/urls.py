from django.urls import path

from partners.directory import views

app_name = "directory"

urlpatterns = [
    # Institutions
    path("institutions/options/", views.institution_options, name="institution_options"),
    # Who acts
    path("acting/", views.acting_switch, name="acting_switch"),
]
