"""QR codes."""

from xml.etree import ElementTree

from alliance.documents.qr import qr_svg


def test_a_qr_code_is_svg_that_a_strict_content_security_policy_lets_through():
    svg = ElementTree.fromstring(qr_svg("https://portal.example/l/abc"))  # noqa: S314  our own output
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    assert [node.tag for node in svg.iter() if "style" in node.attrib or "href" in node.attrib] == []


def test_different_texts_give_different_codes():
    assert qr_svg("a") != qr_svg("b")
