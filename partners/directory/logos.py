"""Logos: whatever was uploaded is drawn anew as a small PNG, so that nothing but the picture is kept."""

import warnings
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from alliance.web.errors import Invalid

SIDE = 256  # pixels
LARGEST = 5 * 1024 * 1024


def clean_logo(upload: UploadedFile) -> ContentFile:
    """The picture as PNG of at most 256 pixels a side. Raises Invalid."""
    if upload.size > LARGEST:
        raise Invalid({"logo": _("This file is larger than 5 MB. Save the logo smaller and choose it again.")})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(upload, formats=["PNG", "JPEG", "GIF", "WEBP"])
            image.thumbnail((SIDE, SIDE))
            drawn = BytesIO()
            image.convert("RGBA").save(drawn, "PNG")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise Invalid({"logo": _("This is no picture that can be read. Choose a PNG or JPEG file.")}) from error
    return ContentFile(drawn.getvalue(), "logo.png")
