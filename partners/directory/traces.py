"""The trace: one append-only row for everything anybody did."""

from collections.abc import Iterable

from django.db import models

from alliance.web import clock
from partners.directory.acting import Bearer, Member
from partners.directory.models import Trace


def trace(by: Member | Bearer | None, verb: str, obj: models.Model, fields: Iterable[str] = ()) -> Trace:
    """Write that `by` did `verb` to `obj`, naming the changed fields, never their values. None: the portal itself."""
    return Trace.objects.create(
        at=clock.now(),
        membership=by.membership if by else None,
        institution=by.institution if by else None,
        signer=by.signer_key if isinstance(by, Bearer) else "",
        verb=verb,
        object_type=obj._meta.model_name,
        object_id=obj.pk,
        fields=sorted(fields),
    )
