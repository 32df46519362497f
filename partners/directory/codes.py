"""The national codes of institutions, and what is wrong with one that cannot be right."""

import re

from django.utils.translation import gettext as _
from stdnum import exceptions
from stdnum.cn import uscc

from alliance.web.errors import Invalid

# 学校(机构)标识码 (Ministry of Education 2011: 《学校(机构)代码管理办法》, 编制规则): two digits for the class of
# school, two for the province (GB/T 2260), six for the number; colleges have 0 and their five-digit code as number.
# The published rule has no check digit, so that a slip among the last digits cannot be seen.
SCHOOL_CLASSES = re.compile("11|2[12]|3[1-7]|4[12]|51|9[123]")
COLLEGES = {"41", "42"}
PROVINCES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]")
NOWHERE = "000000"  # no region has this code: codes that the demo invents name it


def clean_national_code(text: str) -> str:
    """The code without blanks and hyphens, in capitals. Raises Invalid with what is wrong and what to do."""
    code = uscc.compact(text)
    if not code.isascii():
        raise Invalid(
            {"national_code": _("A national code has digits and capital letters of the Latin alphabet only.")}
        )
    if len(code) == 10:
        return clean_school_code(code)
    try:
        return uscc.validate(code)
    except exceptions.InvalidLength:
        wrong = _(
            "This code has %(length)d characters. An institution code of the Ministry of Education has 10 digits, "
            "a unified social credit code has 18 characters."
        ) % {"length": len(code)}
    except exceptions.InvalidChecksum:
        wrong = _(
            "The last character of this unified social credit code is a check digit, and it does not match the others: "
            "by them it should be %(expected)s, not %(typed)s. Compare the code with the certificate."
        ) % {"expected": uscc.calc_check_digit(code[:17]), "typed": code[17]}
    except exceptions.InvalidFormat:
        wrong = _(
            "A unified social credit code begins with 8 digits and has no letters I, O, S, V or Z after them. "
            "Perhaps 0 was typed as O, 1 as I or 2 as Z."
        )
    raise Invalid({"national_code": wrong})


def clean_school_code(code: str) -> str:
    if not re.fullmatch("[0-9]{10}", code):
        wrong = _("An institution code of the Ministry of Education has digits only.")
    elif not SCHOOL_CLASSES.match(code):
        wrong = _(
            "No kind of school has a code that begins with %(beginning)s; secondary vocational schools have 36."
        ) % {"beginning": code[:2]}
    elif not PROVINCES.match(code[2:]):
        wrong = _("Digits 3 and 4 name the province; %(province)s is none. Beijing is 11, Tianjin 12, Hebei 13.") % {
            "province": code[2:4]
        }
    elif code[:2] in COLLEGES and code[4] != "0":
        wrong = _("The code of a college has a 0 as its fifth digit, then the five digits of the college.")
    else:
        return code
    raise Invalid({"national_code": wrong})


def demo_code(number: int) -> str:
    """A code that obeys the rule and that no institution can have."""
    code = f"12{NOWHERE}{number:09d}"
    return code + uscc.calc_check_digit(code)
