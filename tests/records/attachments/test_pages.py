"""Pages of files: what goes in, what comes out to whom, and the desk."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from alliance.documents.papers import Slip, print_slip
from alliance.records.attachments import workflows
from alliance.records.models import Attachment, Evidence, Record
from alliance.web import clock
from alliance.web.throttle import too_often
from partners.directory.models import Role
from tests.factories import MembershipFactory
from tests.records.attachments import files
from tests.stories import drafted_visit, planned_visit

pytestmark = pytest.mark.django_db

CANARY = "canary-7d1f"
EVERYBODY = [
    "owner_admin",
    "owner_teacher",
    "host_admin",
    "host_teacher",
    "third_admin",
    "third_teacher",
    "lead",
    "former",
    "visitor",
]


@pytest.fixture
def client_of_en(people):
    """A browser of that person, reading English."""

    def client_of_en(who):
        client = people.client(who)
        client.cookies["django_language"] = "en"
        return client

    return client_of_en


def list_url(record) -> str:
    return reverse("records:attachment_list", args=[record.number])


def download_url(attachment) -> str:
    return reverse("records:attachment_download", args=[attachment.record.number, attachment.pk])


def upload(client, record, *uploads, use="keep"):
    data = {"files": [SimpleUploadedFile(name, content) for name, content in uploads], "use": use}
    return client.post(list_url(record), data | {"facts_hash": record.facts_hash})


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def statuses(people, get) -> dict[str, int]:
    return {who: get(people.client(who)).status_code for who in EVERYBODY}


# --- Adding ---------------------------------------------------------------------------------------------------------
def test_files_are_added_and_put_up_in_one_go(client_of_en, visit):
    answer = upload(
        client_of_en("owner_admin"), visit, ("a.pdf", files.PDF), ("b.png", files.image()), use="supporting"
    )
    assert (answer.status_code, answer.url) == (302, f"/records/{visit.number}/#attachments")
    assert Evidence.objects.filter(party=None).count() == Attachment.objects.count() == 2


def test_a_sealed_sheet_is_put_up_for_its_party(client_of_en, visit, host):
    party = visit.parties.get(institution=host.institution)
    upload(client_of_en("owner_admin"), visit, ("sheet.pdf", files.PDF), use=f"sheet-{party.pk}")
    assert Evidence.objects.get().party == party


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("photo.jpg", files.PAGE, "“photo.jpg” is named like an image, but what is in it is none."),
        ("a.exe", files.PROGRAM, "“a.exe” is of a kind that cannot be attached."),
        ("big.pdf", files.PDF + b"\0" * 50 * 1024**2, "“big.pdf” has 50 MB, the most is 20 MB."),
        ("empty.pdf", b"", "The submitted file is empty."),
    ],
)
def test_what_cannot_be_kept_is_named_at_the_field_and_the_rest_is_kept(client_of_en, visit, name, content, sentence):
    answer = upload(client_of_en("owner_admin"), visit, ("good.png", files.image()), (name, content), use="supporting")
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert '<option value="supporting" selected>' in text_of(answer)
    kept = [] if "empty" in name else ["good.png"]
    assert list(Attachment.objects.values_list("name", flat=True)) == kept


def test_no_file_chosen_says_so(client_of_en, visit):
    answer = client_of_en("owner_admin").post(list_url(visit), {"use": "keep"})
    assert "This field is required." in text_of(answer)


def test_an_upload_for_facts_that_have_changed_is_a_409(client_of_en, visit, school):
    visit.facts_hash = "0" * 64
    answer = upload(client_of_en("owner_admin"), visit, ("a.pdf", files.PDF), use="supporting")
    assert answer.status_code == 409


def test_htmx_gets_the_card_alone(client_of_en, visit):
    upload_as_htmx = {"files": [SimpleUploadedFile("a.pdf", files.PDF)], "use": "keep", "facts_hash": visit.facts_hash}
    answer = client_of_en("owner_admin").post(list_url(visit), upload_as_htmx, headers={"HX-Request": "true"})
    assert text_of(answer).strip().startswith('<section class="card" id="attachments">')
    assert "a.pdf" in text_of(answer)


def test_a_plan_takes_files_but_nothing_to_check(client_of_en, school, host):
    plan = planned_visit(school, host.institution, on=clock.today() + timedelta(days=9))
    page = text_of(client_of_en("owner_admin").get(list_url(plan)))
    assert "There is nothing to prove yet." in page
    assert 'value="supporting"' not in page


def test_a_script_in_a_name_is_shown_as_typed(client_of_en, visit, school, attach):
    attach(visit, school, name="<script>alert(1)</script>.pdf")
    page = text_of(client_of_en("owner_admin").get(list_url(visit)))
    assert "script&gt;" in page or "alert(1)" in page
    assert "<script>alert" not in page


# --- Who sees what --------------------------------------------------------------------------------------------------
def test_a_file_comes_out_only_to_administrators_of_a_party(people, visit, school, attach):
    attachment = attach(visit, school, name=f"{CANARY}.pdf")
    assert statuses(people, lambda client: client.get(download_url(attachment))) == {
        "owner_admin": 200,
        "owner_teacher": 404,
        "host_admin": 200,
        "host_teacher": 404,
        "third_admin": 404,
        "third_teacher": 404,
        "lead": 404,
        "former": 404,
        "visitor": 302,
    }


def test_the_secretariat_opens_a_file_once_it_was_put_up(people, visit, school, put_up):
    attachment = put_up(visit, school).attachment
    assert people.client("lead").get(download_url(attachment)).status_code == 200


def test_files_of_a_draft_are_its_owners(people, school, host, attach):
    attachment = attach(drafted_visit(school, host.institution), school)
    seen = statuses(people, lambda client: client.get(download_url(attachment)))
    assert [who for who, status in seen.items() if status == 200] == ["owner_admin"]


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_name_of_a_file_appears_only_to_those_who_may_open_it(people, visit, school, attach, who):
    attach(visit, school, name=f"{CANARY}.pdf")
    client = people.client(who)
    pages = [client.get(list_url(visit)), client.get(reverse("records:evidence_list"))]
    shown = any(CANARY in page.content.decode() for page in pages)
    assert shown is (who in ("owner_admin", "host_admin"))


def test_a_file_is_found_only_under_its_own_record(people, visit, school, host, attach):
    other = attach(drafted_visit(school, host.institution), school)
    wrong = reverse("records:attachment_download", args=[visit.number, other.pk])
    assert people.client("owner_admin").get(wrong).status_code == 404


@pytest.mark.parametrize("verb", ["attachment_put_up", "attachment_remove"])
def test_who_may_not_see_a_file_cannot_act_on_it(people, visit, school, attach, verb):
    attachment = attach(visit, school)
    url = reverse(f"records:{verb}", args=[visit.number, attachment.pk])
    answers = statuses(people, lambda client: client.post(url, {"use": "supporting", "facts_hash": "x"}))
    assert [who for who, status in answers.items() if status not in (302, 404)] == ["owner_admin", "host_admin"] or (
        verb == "attachment_remove"
    )
    assert not Evidence.objects.exists()


# --- How it comes out -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "content", "disposition"),
    [
        ("扫描 1.pdf", files.PDF, "inline"),
        ("a.png", files.image(), "inline"),
        ("a.docx", files.office("word/document.xml"), "attachment"),
        ("a.heic", files.HEIC, "attachment"),
    ],
)
def test_only_what_runs_nothing_opens_in_the_browser(people, visit, school, attach, name, content, disposition):
    attachment = attach(visit, school, name=name, content=content)
    answer = people.client("owner_admin").get(download_url(attachment))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"].split(";")[0] == disposition
    assert answer["Content-Type"] == attachment.media_type
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"] and "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"


def test_everything_can_be_saved(people, visit, school, attach):
    answer = people.client("owner_admin").get(download_url(attach(visit, school)) + "?save")
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_page_of_a_pdf_is_shown_as_an_image_to_who_may_open_it(people, visit, school, attach):
    slip = Slip(
        title="x", lines=(), code_label="", code="1", steps=(), qr_svg="", contact="", printed_at="", demo=False
    )
    attachment = attach(visit, school, content=print_slip(slip, language="en"))
    url = reverse("records:attachment_preview", args=[visit.number, attachment.pk])
    answer = people.client("owner_admin").get(url)
    assert (answer["Content-Type"], answer.content[:4]) == ("image/png", b"\x89PNG")
    assert people.client("owner_admin").get(url + "?page=2").status_code == 404
    assert people.client("owner_admin").get(url + "?page=x").status_code == 404
    assert people.client("host_teacher").get(url).status_code == 404


# --- The sheet to seal ----------------------------------------------------------------------------------------------
def test_the_sheet_of_a_party_says_what_is_to_be_confirmed(client_of_en, visit, host):
    party = visit.parties.get(institution=host.institution)
    answer = client_of_en("owner_admin").get(reverse("records:confirmation_sheet", args=[visit.number, party.pk]))
    assert answer["Content-Type"] == "application/pdf"
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages))
    code = f"{visit.facts_hash[:4]}-{visit.facts_hash[4:8]}".upper()
    said = [visit.number, code, "天津市第一商业学校", "雄县职业技术教育中心", "Confirmedby"]
    assert [one for one in said if one not in text] == []


def test_there_is_no_sheet_for_the_owner_a_plan_or_a_stranger(people, visit, school, host):
    mine, theirs = (visit.parties.get(institution=member.institution) for member in (school, host))
    owner = people.client("owner_admin")
    assert owner.get(reverse("records:confirmation_sheet", args=[visit.number, mine.pk])).status_code == 403
    assert owner.get(reverse("records:confirmation_sheet", args=[visit.number, 0])).status_code == 404
    url = reverse("records:confirmation_sheet", args=[visit.number, theirs.pk])
    assert people.client("third_admin").get(url).status_code == 404


# --- The desk -------------------------------------------------------------------------------------------------------
def judge(client, evidence, verb, **data):
    return client.post(reverse(f"records:evidence_{verb}", args=[evidence.pk]), data)


def every_fact(client) -> list[str]:
    page = client.get(reverse("records:evidence_list")).content.decode()
    return re.findall(r'name="same" value="(\d+)"', page)


def test_only_the_secretariat_has_a_desk(people, visit, school, put_up):
    put_up(visit, school)
    desk = reverse("records:evidence_list")
    seen = statuses(people, lambda client: client.get(desk))
    assert seen == dict.fromkeys(EVERYBODY, 404) | {"lead": 200, "visitor": 302}


def test_the_desk_shows_the_file_beside_the_facts_and_takes_it_off_once_judged(people, visit, school, put_up):
    evidence = put_up(visit, school, name="公函.pdf")
    lead = people.client("lead")
    page = text_of(lead.get(reverse("records:evidence_list")))
    assert "公函.pdf" in page and visit.number in page
    ticks = every_fact(lead)
    assert judge(lead, evidence, "accept", same=ticks).status_code == 302
    assert Record.objects.get(pk=visit.pk).grade == "documented"
    assert "公函.pdf" not in text_of(lead.get(reverse("records:evidence_list")))
    assert judge(lead, evidence, "accept", same=ticks).status_code == 302  # pressed twice


def test_every_fact_is_ticked_before_it_is_accepted_and_ticks_are_kept(client_of_en, visit, school, put_up):
    evidence, lead = put_up(visit, school), client_of_en("lead")
    some = every_fact(lead)[:-1]
    page = text_of(judge(lead, evidence, "accept", same=some))
    assert "Tick every fact that the file shows." in page
    assert page.count(" checked>") == len(some)
    assert Evidence.objects.get().judged_by is None


def test_sending_back_asks_why(client_of_en, visit, school, put_up):
    evidence, lead = put_up(visit, school), client_of_en("lead")
    assert "This field is required." in text_of(judge(lead, evidence, "send_back", reason=""))
    judge(lead, evidence, "send_back", reason="签到表没有日期")
    page = text_of(client_of_en("owner_admin").get(list_url(visit)))
    assert "Sent back: 签到表没有日期" in page


def test_the_desk_says_why_somebody_may_not_judge(client_of_en, people, visit, school, put_up):
    evidence, lead = put_up(visit, school), client_of_en("lead")
    ticks = every_fact(lead)
    MembershipFactory(user=people.membership("lead").user, institution=people.host_school, role=Role.TEACHER)
    lead.get("/")
    page = text_of(lead.get(reverse("records:evidence_list")))
    assert "You belong to 天津市第一商业学校" in page
    assert 'name="same"' not in page
    assert judge(lead, evidence, "accept", same=ticks).status_code in (403, 404)
    assert Evidence.objects.get().judged_by is None


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "lead"])
@pytest.mark.parametrize("verb", ["accept", "send_back"])
def test_nobody_else_judges(people, visit, school, put_up, who, verb):
    evidence = put_up(visit, school)
    assert judge(people.client(who), evidence, verb, reason="x", same=["0"]).status_code in (302, 404)
    assert Evidence.objects.get().judged_by is None


def queries_of(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


def test_more_files_ask_no_more_questions(people, visit, school, put_up):
    """Of the record's page and of the desk."""
    pages = [(people.client("owner_admin"), list_url(visit)), (people.client("lead"), reverse("records:evidence_list"))]
    put_up(visit, school)
    with_one = [queries_of(*page) for page in pages]
    for number in range(4):
        put_up(visit, school, name=f"{number}.png", content=files.image(colour=f"#00000{number}"))
    assert [queries_of(*page) for page in pages] == with_one


def test_a_judged_file_is_found_in_nobodys_queue(people, visit, school, lead, put_up):
    workflows.accept(evidence_id=put_up(visit, school).pk, by=lead)
    assert "没有待核材料" in text_of(people.client("lead").get(reverse("records:evidence_list")))


def test_drawing_is_not_asked_for_without_end(client_of_en, visit, host):
    client = client_of_en("owner_admin")
    party = visit.parties.get(institution=host.institution)
    url = reverse("records:confirmation_sheet", args=[visit.number, party.pk])
    for _again in range(60):
        too_often("draw", client.session["_auth_user_id"], limit=60, seconds=60)
    answer = client.get(url)
    assert answer.status_code == 403
    assert "Wait a little and try again." in text_of(answer)
