"""QR codes as SVG, for pages and papers alike."""

import qrcode
from qrcode.image.svg import SvgPathFillImage


def qr_svg(text: str) -> str:
    """An SVG of the text, black on white, with the quiet zone of four modules that cameras need."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4, image_factory=SvgPathFillImage)
    code.add_data(text)
    return code.make_image().to_string(encoding="unicode")
