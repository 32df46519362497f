from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from partners.directory.models import Contact, Institution, InstitutionCode, Invitation, Membership, Role
from tests.factories import PASSWORD, ContactFactory, InstitutionFactory, InvitationFactory, RegionFactory


def page(name, *args):
    return reverse(f"directory:{name}", args=args)


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("institution_detail", ["owner_admin", "owner_teacher", "host_admin", "lead"]),
        ("institution_edit", ["owner_admin", "lead"]),
        ("institution_people", ["owner_admin", "lead"]),
        ("contact_register", ["owner_admin", "lead"]),
    ],
)
def test_who_sees_which_page_of_an_institution(name, allowed, people):
    ContactFactory(institution=people.school)
    answers = {
        who: people.client(who).get(page(name, people.school.pk)).status_code
        for who in ["owner_admin", "owner_teacher", "host_admin", "lead", "former", "visitor"]
    }
    expected = dict.fromkeys(answers, 404) | dict.fromkeys(allowed, 200) | {"visitor": 302}
    assert answers == expected


@pytest.mark.parametrize(("who", "status"), [("lead", 200), ("owner_admin", 404), ("owner_teacher", 404)])
def test_only_the_secretariat_finds_the_page_to_add(who, status, people):
    assert people.client(who).get(page("institution_add")).status_code == status


@pytest.mark.parametrize("name", ["institution_list", "profile"])
def test_pages_of_every_member(name, people):
    assert [people.client(who).get(page(name)).status_code for who in ("lead", "owner_teacher", "former")] == [
        200,
        200,
        404,
    ]


@pytest.mark.parametrize("institutions", [1, 30])
def test_institution_list_queries(institutions, people, django_assert_num_queries):
    client = people.client("owner_teacher")
    client.get(page("institution_list"))
    InstitutionFactory.create_batch(institutions)
    with django_assert_num_queries(5):  # session, user, memberships, count, rows
        client.get(page("institution_list"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "tjs"}, ["天津市第一商业学校"]),
        ({"place": "beijing", "type": "secondary_vocational"}, ["北京金隅科技学校"]),
        ({"place": "xiongan"}, ["雄县职业技术教育中心"]),
        ({"member": "no"}, ["联盟秘书处"]),
        ({"q": "no such school"}, []),
    ],
)
def test_the_register_is_searched(query, found, people):
    answer = people.client("owner_teacher").get(page("institution_list"), query)
    assert [str(institution) for institution in answer.context["page"]] == found


def test_the_secretariat_adds_an_institution_on_its_page(people):
    typed = {
        "name_zh": "易县职业技术教育中心",
        "type": "secondary_vocational",
        "region": RegionFactory().pk,
        "aliases": "易县职教\n易职",
        "joined_on": "2021-05-01",
    }
    lead = people.client("lead")
    wrong = lead.post(page("institution_add"), typed | {"national_code": "91110000600037341X"})
    assert "91110000600037341X" in wrong.text and "national_code" in wrong.context["form"].errors
    lead.post(page("institution_add"), typed)
    added = Institution.objects.get(name_zh="易县职业技术教育中心")
    assert sorted(alias.name for alias in added.aliases.all()) == ["易县职教", "易职"]
    assert added.networks.get().since.isoformat() == "2021-05-01"


def picture():
    drawn = BytesIO()
    Image.new("RGB", (800, 400), "red").save(drawn, "JPEG")
    return SimpleUploadedFile("logo.jpg", drawn.getvalue(), "image/jpeg")


def test_a_school_changes_its_contact_data_and_logo(people, settings, tmp_path):
    admin, school = people.client("owner_admin"), people.school
    admin.post(page("institution_edit", school.pk), {"phone": "0312-5550101", "revision": 1, "logo": picture()})
    school.refresh_from_db()
    assert (school.phone, school.revision) == ("0312-5550101", 2)
    logo = admin.get(page("institution_logo", school.pk))
    assert Image.open(BytesIO(logo.getvalue())).size == (256, 128)


def test_what_is_no_picture_is_no_logo(people):
    fake = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", "image/png")
    edit = page("institution_edit", people.school.pk)
    answer = people.client("owner_admin").post(edit, {"phone": "1", "revision": 1, "logo": fake})
    assert "logo" in answer.context["form"].errors


def test_what_somebody_typed_into_an_old_version_is_kept(people):
    admin, edit = people.client("owner_admin"), page("institution_edit", people.school.pk)
    admin.post(edit, {"phone": "1", "revision": 1})
    answer = admin.post(edit, {"phone": "typed-by-me", "revision": 1})
    assert "typed-by-me" in answer.text
    people.school.refresh_from_db()
    assert people.school.phone == "1"


def test_a_code_is_shown_once_and_prints(people):
    lead = people.client("lead")
    shown = lead.post(page("code_issue", people.school.pk))
    code = shown.context["secret"]
    assert code in shown.text and "no-store" in shown["Cache-Control"]
    assert code not in lead.get(page("institution_detail", people.school.pk)).text
    assert people.client("owner_admin").post(page("code_issue", people.school.pk)).status_code == 404
    assert InstitutionCode.objects.count() == 1


def test_an_invitation_goes_from_its_page_to_the_first_sign_in(people):
    shown = people.client("owner_admin").post(page("invitation_add", people.school.pk), {"role": "teacher"})
    newcomer = Client()
    newcomer.get(shown.context["secret"])
    signup = reverse("account_signup")
    assert newcomer.get(signup).status_code == 200
    typed = {"name": "李梅", "username": "138 1234 5678", "password": PASSWORD, "again": PASSWORD}
    assert newcomer.post(signup, typed | {"again": "other"}).context["form"].errors.keys() == {"again"}
    assert newcomer.post(signup, typed).url == "/"
    member = newcomer.get(page("profile")).wsgi_request.member
    assert (member.institution, member.role, member.membership.user.person.name) == (
        people.school,
        Role.TEACHER,
        "李梅",
    )
    assert Client().get(shown.context["secret"], follow=True).status_code == 403


def test_somebody_signed_in_accepts_with_the_login_they_have(people):
    InvitationFactory(institution=people.third_school)
    client = people.client("owner_admin")
    client.get(page("invitation_open", "an-invitation-token"), follow=True)
    client.post(page("invitation_accept"))
    assert client.get(page("profile")).wsgi_request.member.institution == people.third_school


def test_an_invitation_is_withdrawn_and_a_membership_ended_by_their_own_admin_only(people):
    invitation = InvitationFactory(institution=people.school)
    teacher = people.membership("owner_teacher")
    for who, status in [("host_admin", 404), ("owner_teacher", 404), ("owner_admin", 302)]:
        client = people.client(who)
        assert client.post(page("invitation_withdraw", invitation.pk)).status_code == status
        assert client.post(page("membership_end", teacher.pk)).status_code == status
        assert Membership.objects.get(pk=teacher.pk).until is None or who == "owner_admin"
    assert Invitation.objects.get().withdrawn_at is not None


def test_a_contact_is_registered_on_its_page(people):
    typed = {"name": "赵敏", "email": "zhao@school.example"}
    people.client("owner_admin").post(page("contact_register", people.school.pk), typed)
    assert Contact.objects.get(until=None).person.email == "zhao@school.example"


def test_the_secretariat_merges_on_the_institutions_page(people):
    people.client("lead").post(page("institution_merge", people.host_school.pk), {"into": people.school.pk})
    people.host_school.refresh_from_db()
    assert people.host_school.successor == people.school
    assert "天津市第一商业学校" in people.client("lead").get(people.school.get_absolute_url()).text


def test_a_reset_code_is_printed_for_somebody_elses_person_by_the_secretariat(people):
    teacher = people.membership("owner_teacher")
    assert people.client("owner_admin").post(page("reset_code_issue", teacher.pk)).status_code == 404
    assert len(people.client("lead").post(page("reset_code_issue", teacher.pk)).context["secret"]) == 8


def test_notices_are_listed(people):
    assert people.client("owner_admin").get(reverse("notices:notice_list")).status_code == 200


def test_what_was_shown_once_prints_and_nothing_else_does(people):
    lead = people.client("lead")
    teacher = people.membership("owner_teacher")
    for name, slip, key, more in [
        ("code_issue", "code_slip", people.school.pk, {}),
        ("invitation_add", "invitation_slip", people.school.pk, {"role": "teacher"}),
        ("reset_code_issue", "reset_code_slip", teacher.pk, {}),
    ]:
        secret = lead.post(page(name, key), more).context["secret"]
        paper = lead.post(page(slip, key), {"secret": secret})
        assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
        assert lead.post(page(slip, key), {"secret": "something-else"}).status_code == 404
