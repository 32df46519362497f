"""Addresses of files, included under records/."""

from django.urls import path

from alliance.records.attachments import views

urlpatterns = [
    # The desk
    path("evidence/", views.evidence_list, name="evidence_list"),
    path("evidence/<int:evidence_id>/accept/", views.evidence_accept, name="evidence_accept"),
    path("evidence/<int:evidence_id>/send-back/", views.evidence_send_back, name="evidence_send_back"),
    # Files of a record
    path("<str:number>/attachments/", views.attachment_list, name="attachment_list"),
    path("<str:number>/attachments/<int:attachment_id>/", views.attachment_download, name="attachment_download"),
    path("<str:number>/attachments/<int:attachment_id>/preview/", views.attachment_preview, name="attachment_preview"),
    path("<str:number>/attachments/<int:attachment_id>/put-up/", views.attachment_put_up, name="attachment_put_up"),
    path("<str:number>/attachments/<int:attachment_id>/remove/", views.attachment_remove, name="attachment_remove"),
    # The sheet to seal
    path("<str:number>/sheet/<int:party_id>/", views.confirmation_sheet_print, name="confirmation_sheet"),
]
