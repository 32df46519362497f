import pytest
from stdnum.cn import uscc

from alliance.web.errors import Invalid
from partners.directory.codes import clean_national_code, demo_code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("91110000600037341L", "91110000600037341L"),
        ("9111 0000 6000 3734 1l", "91110000600037341L"),
        ("3613000123", "3613000123"),
        ("4112010862", "4112010862"),
    ],
)
def test_a_right_code_is_kept_without_blanks_and_in_capitals(typed, code):
    assert clean_national_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "what_is_wrong"),
    [
        ("91110000600037341X", "by them it should be L, not X"),
        ("91110000600037314L", "check digit"),
        ("9111O000600037341L", "Perhaps 0 was typed as O"),
        ("9111000060003734", "This code has 16 characters"),
        ("36130001X3", "has digits only"),
        ("1013000123", "begins with 10"),
        ("3690000123", "90 is none"),
        ("4112110862", "0 as its fifth digit"),
        ("９１１１", "This code has 4 characters"),
        ("三六一三零零零一二三", "Latin alphabet only"),
    ],
)
def test_a_wrong_code_is_refused_with_what_is_wrong(typed, what_is_wrong, in_english):
    with pytest.raises(Invalid) as refusal:
        clean_national_code(typed)
    assert what_is_wrong in refusal.value.errors["national_code"]


def test_codes_of_the_demo_obey_the_rule_and_name_no_region():
    codes = [demo_code(number) for number in range(50)]
    assert len(set(codes)) == 50
    assert all(uscc.is_valid(code) and code[2:8] == "000000" for code in codes)
