from django.urls import path

from exchanges import form_views, views

app_name = "exchanges"

urlpatterns = [
    # The list
    path("exchanges/", views.exchange_list, name="exchange_list"),
    path("exchanges/export.csv", views.exchange_export_csv, name="exchange_export_csv"),
    path("exchanges/export.xlsx", views.exchange_export_xlsx, name="exchange_export_xlsx"),
    # The form
    path("exchanges/add/", form_views.exchange_add, name="exchange_add"),
    path("exchanges/draft/", form_views.exchange_draft, name="exchange_draft"),
    path("exchanges/effect/", form_views.exchange_effect, name="exchange_effect"),
    # One exchange
    path("exchanges/<str:number>/", views.exchange_detail, name="exchange_detail"),
    path("exchanges/<str:number>/edit/", form_views.exchange_edit, name="exchange_edit"),
    path("exchanges/<str:number>/report/", form_views.exchange_report, name="exchange_report"),
    path("exchanges/<str:number>/copy/", form_views.exchange_copy, name="exchange_copy"),
    path("exchanges/<str:number>/draft/", form_views.exchange_draft, name="exchange_save_draft"),
]
