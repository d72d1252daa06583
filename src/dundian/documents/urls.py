"""Addresses of the document pages."""

from django.urls import path

from dundian.documents.views import drafts, issued, printing, templates

app_name = "documents"
urlpatterns = [
    path("documents/", issued.document_list, name="document_list"),
    path("documents/<uuid:pk>/", issued.document_detail, name="document_detail"),
    path("documents/<uuid:pk>/file/", issued.document_download, name="document_download"),
    path("documents/<uuid:pk>/withdraw/", issued.document_withdraw, name="document_withdraw"),
    path("documents/<uuid:pk>/preview/", issued.document_preview, name="document_preview"),
    path("documents/<uuid:pk>/preview/<int:number>/", issued.document_picture, name="document_picture"),
    path("documents/drafts/", drafts.draft_list, name="draft_list"),
    path("documents/drafts/new/", drafts.draft_create, name="draft_create"),
    path("documents/drafts/<uuid:pk>/", drafts.draft_detail, name="draft_detail"),
    path("documents/drafts/<uuid:pk>/edit/", drafts.draft_edit, name="draft_edit"),
    path("documents/drafts/<uuid:pk>/submit/", drafts.draft_submit, name="draft_submit"),
    path("documents/drafts/<uuid:pk>/review/", drafts.draft_review, name="draft_review"),
    path("documents/drafts/<uuid:pk>/countersign/", drafts.draft_countersign, name="draft_countersign"),
    path("documents/drafts/<uuid:pk>/issue/", drafts.draft_issue, name="draft_issue"),
    path("documents/drafts/<uuid:pk>/drop/", drafts.draft_drop, name="draft_drop"),
    path("documents/drafts/<uuid:pk>/file/", drafts.draft_file, name="draft_file"),
    path("documents/drafts/<uuid:pk>/preview/", drafts.draft_preview, name="draft_preview"),
    path("documents/drafts/<uuid:pk>/preview/<int:number>/", drafts.draft_picture, name="draft_picture"),
    path("documents/templates/", templates.template_list, name="template_list"),
    path("documents/templates/of/<slug:kind>/", templates.template_kind, name="template_kind"),
    path("documents/templates/of/<slug:kind>/default/", templates.template_default, name="template_default"),
    path("documents/templates/of/<slug:kind>/sample/", templates.template_sample, name="template_sample"),
    path(
        "documents/templates/of/<slug:kind>/sample/<int:number>/",
        templates.template_sample_picture,
        name="template_sample_picture",
    ),
    path("documents/templates/<uuid:pk>/", templates.template_detail, name="template_detail"),
    path("documents/templates/<uuid:pk>/file/", templates.template_file, name="template_file"),
    path("documents/templates/<uuid:pk>/trial/", templates.template_trial, name="template_trial"),
    path("documents/templates/<uuid:pk>/preview/", templates.template_preview, name="template_preview"),
    path(
        "documents/templates/<uuid:pk>/preview/<int:number>/",
        templates.template_picture,
        name="template_picture",
    ),
    path("documents/templates/<uuid:pk>/activate/", templates.template_activate, name="template_activate"),
    path("documents/templates/<uuid:pk>/retire/", templates.template_retire, name="template_retire"),
    path("documents/prints/", printing.print_list, name="print_list"),
    path("documents/prints/new/", printing.print_create, name="print_create"),
    path("documents/prints/<uuid:pk>/", printing.print_detail, name="print_detail"),
    path("documents/prints/<uuid:pk>/cancel/", printing.print_cancel, name="print_cancel"),
    path("documents/prints/<uuid:pk>/again/", printing.print_again, name="print_again"),
    path("documents/prints/<uuid:pk>/file/", printing.print_file, name="print_file"),
    path("verify/", printing.verify, name="verify"),
]
