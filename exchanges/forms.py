"""The log form: plain answers in, one Content out. It knows who fills it in, cleans, and never saves."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alliance.records.forms import MOST_PEOPLE
from alliance.records.models import Record
from alliance.records.states import Phase
from alliance.records.workflows import phase_for
from alliance.web import clock
from alliance.web.dates import DayField
from alliance.web.errors import Invalid, Text
from alliance.web.widgets import ChoiceCards, CountInput, DateInput
from exchanges.models import Category, Exchange
from exchanges.workflows import Content, RosterContent, StopContent
from partners.directory.acting import Member
from partners.directory.fields import InstitutionField
from partners.directory.models import Institution

VISIT, DELEGATION = gettext_lazy("Visit between schools"), gettext_lazy("Government delegation")
WHAT: dict[str, tuple[str, str, Text, Text]] = {  # answer -> kind, variant, what people say, what the kind is called
    "talks": ("visit", "talks", gettext_lazy("Exchange experience"), VISIT),
    "tour": ("visit", "tour", gettext_lazy("Look and learn"), VISIT),
    "business": ("visit", "business", gettext_lazy("Discuss work"), VISIT),
    "delegation": ("delegation", "", gettext_lazy("Talks led by a government leader"), DELEGATION),
    "teacher_study": (
        "teacher_study",
        "",
        gettext_lazy("Teachers learn on the job elsewhere"),
        gettext_lazy("Study stay"),
    ),
    "training": ("training", "", gettext_lazy("Attend a teacher training course"), gettext_lazy("Teacher training")),
    "student_practice": (
        "student_practice",
        "",
        gettext_lazy("Take students to practical training"),
        gettext_lazy("Practical training away"),
    ),
    "study_tour": ("study_tour", "", gettext_lazy("Take students on a study tour"), gettext_lazy("Study tour")),
}
OUT, IN = "out", "in"
COUNT = "count_"
MOST_ROSTER = 500
STOPS = range(1, 6)
FURTHER = tuple(f"host{n}" for n in STOPS[1:])


class ExchangeForm(forms.Form):
    """One exchange as its school tells it. `record` is the one being changed, if any."""

    what = forms.ChoiceField(
        label=gettext_lazy("What for?"),
        choices=[(code, said) for code, (_kind, _variant, said, _label) in WHAT.items()],
        widget=ChoiceCards({code: label for code, (_kind, _variant, _said, label) in WHAT.items()}),
    )
    direction = forms.ChoiceField(
        label=pgettext_lazy("exchange", "Direction"),
        choices=[(OUT, gettext_lazy("We go")), (IN, gettext_lazy("They come"))],
        widget=ChoiceCards(),
        initial=OUT,
    )
    partner = InstitutionField(
        label=gettext_lazy("The other institution"),
        required=False,
        help_text=gettext_lazy("A short name or pinyin initials will do."),
    )
    host2 = InstitutionField(label=gettext_lazy("Second host"), required=False)
    host3 = InstitutionField(label=gettext_lazy("Third host"), required=False)
    host4 = InstitutionField(label=gettext_lazy("Fourth host"), required=False)
    host5 = InstitutionField(label=gettext_lazy("Fifth host"), required=False)
    government = InstitutionField(
        label=gettext_lazy("Led by"), required=False, help_text=gettext_lazy("For a government delegation.")
    )
    starts_on = DayField(label=pgettext_lazy("exchange", "Departure"), widget=DateInput())
    ends_on = DayField(label=pgettext_lazy("exchange", "Return"), widget=DateInput())
    precision = forms.ChoiceField(
        label=gettext_lazy("How exactly the date is known"),
        choices=Record.Precision.choices,
        required=False,
        help_text=gettext_lazy("An imprecise date counts on the first day of its month, term or year."),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days each"),
        min_value=1,
        max_value=366,
        required=False,
        widget=CountInput(pgettext_lazy("unit", "days")),
        help_text=gettext_lazy("For a study stay."),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Where the course is held"),
        choices=[("", "–"), *Exchange.Mode.choices],
        required=False,
        help_text=gettext_lazy("For teacher training."),
    )
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("One sentence; the other side reads it."),
    )
    more_because = forms.CharField(label=gettext_lazy("Why so many more came"), max_length=200, required=False)
    roster = forms.CharField(
        label=gettext_lazy("Roster"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One person a line: name, category, hours. A column from Excel can be pasted."),
    )
    areas = forms.MultipleChoiceField(
        label=gettext_lazy("Areas"), choices=Exchange.Area.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    agenda = forms.CharField(
        label=gettext_lazy("Agenda"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    outcome = forms.CharField(
        label=gettext_lazy("Outcome"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        member: Member,
        *args: Any,
        record: Record | None = None,
        before: Content | None = None,
        reporting: bool = False,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.member, self.record, self.before, self.reporting = member, record, before, reporting
        for category in Category:
            self.fields[COUNT + category.value] = forms.IntegerField(
                label=category.label,
                min_value=0,
                max_value=MOST_PEOPLE,
                required=False,
                widget=CountInput(pgettext_lazy("unit", "people"), {"data-part": "people"}),
            )
        for n in STOPS:
            self.fields[f"arrives_{n}"] = DayField(
                label=_("Arrival at host %(n)d") % {"n": n}, required=False, widget=DateInput()
            )
            self.fields[f"leaves_{n}"] = DayField(
                label=_("Departure from host %(n)d") % {"n": n}, required=False, widget=DateInput()
            )
        for name, field in self.fields.items():  # what submitting asks for, though a draft may lack it
            field.unmarked = name == "partner" or name.startswith(COUNT)

    def count_fields(self) -> list[forms.BoundField]:
        return [self[COUNT + category] for category in Category.values]

    def further_hosts(self) -> list[forms.BoundField]:
        return [self[name] for name in FURTHER]

    def stay_fields(self) -> list[forms.BoundField]:
        return [self[f"{name}_{n}"] for n in STOPS for name in ("arrives", "leaves")]

    @property
    def has_stays(self) -> bool:
        """Whether the days at the hosts are to be looked at: something is typed there, or wrong."""
        return any(field.errors or field.value() for field in self.stay_fields())

    @property
    def people(self) -> int:
        """The sum of what is typed, for readers without script."""
        typed = [str(field.value() or "") for field in self.count_fields()]
        return sum(int(number) for number in typed if number.isdecimal())

    @property
    def missing(self) -> list[Text]:
        """The labels of what submitting asks for and is still empty."""
        empty = [self[name].label for name in ("what", "partner", "starts_on", "ends_on") if not self[name].value()]
        if self["what"].value() == "delegation" and not self["government"].value():
            empty.append(self["government"].label)
        if self["what"].value() == "teacher_study" and not self["days"].value() and not self.is_plan:
            empty.append(self["days"].label)
        return empty if self.people else [*empty, _("how many people")]

    def clean_roster(self) -> tuple[RosterContent, ...]:
        lines = [line for line in self.cleaned_data["roster"].splitlines() if line.strip()]
        if len(lines) > MOST_ROSTER:
            raise forms.ValidationError(_("A roster holds %(n)d people at most.") % {"n": MOST_ROSTER})
        return tuple(self.roster_line(number, line) for number, line in enumerate(lines, start=1))

    def roster_line(self, number: int, line: str) -> RosterContent:
        parts = [part.strip() for part in line.replace("，", ",").replace("\t", ",").split(",")]
        name, category, hours = [*parts, "", ""][:3]
        code = category_words().get(category, category if category in Category.values else "")
        if not name or len(name) > 60 or (category and not code):
            raise forms.ValidationError(
                _("Line %(n)d of the roster is not understood: write name, category, hours.") % {"n": number}
            )
        try:
            worth = Decimal(hours) if hours else None
        except InvalidOperation:
            worth = Decimal(-1)
        if worth is not None and not 0 <= worth < 10_000:
            raise forms.ValidationError(_("Line %(n)d of the roster: the hours are no number.") % {"n": number})
        students = WHAT.get(self.data.get("what", ""), ("",))[0] in ("student_practice", "study_tour")
        return RosterContent(name, code or (Category.STUDENTS if students else Category.TEACHERS), worth)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error(
                "ends_on",
                _("The return lies before the departure. Fill in a day from %(start)s on.")
                % {"start": starts_on.isoformat()},
            )
        for day in ("starts_on", "ends_on"):
            if cleaned.get(day) and not 2000 <= cleaned[day].year <= clock.today().year + 5:
                self.add_error(day, _("This year cannot be right."))
        for n in STOPS:
            arrives_on, leaves_on = cleaned.get(f"arrives_{n}"), cleaned.get(f"leaves_{n}")
            if leaves_on and not arrives_on:
                self.add_error(f"arrives_{n}", _("Say when they arrived there as well."))
            elif arrives_on and leaves_on and leaves_on < arrives_on:
                self.add_error(f"leaves_{n}", _("The departure lies before the arrival."))
        return cleaned

    @property
    def is_plan(self) -> bool:
        """Whether the numbers are planned ones: reports never, plans always, drafts by their dates."""
        if self.reporting:
            return False
        if self.record and not self.record.is_draft:
            return self.record.phase == Phase.PLANNED
        ends_on = getattr(self, "cleaned_data", {}).get("ends_on") or self.initial.get("ends_on")
        return bool(ends_on) and phase_for(ends_on) == Phase.PLANNED

    def content(self) -> Content:
        """What was typed, as workflows take it. Raises Invalid where not even a draft can be made of it."""
        data = self.cleaned_data
        kind, variant, _said, _label = WHAT[data["what"]]
        before = self.before
        us, partner = self.member.institution, data.get("partner")
        if data["direction"] == IN and partner is None:
            raise Invalid({"partner": _("Say which institution came.")})
        first = us if data["direction"] == IN else partner
        named = [first, *(data.get(name) for name in FURTHER)]
        counts = {category: data[COUNT + category] for category in Category.values if data.get(COUNT + category)}
        content = Content(
            kind=kind,
            variant=variant,
            sender=partner if data["direction"] == IN else us,
            stops=self.stops(named),
            government=data.get("government") if kind == "delegation" else None,
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            precision=data["precision"] or Record.Precision.DAY,
            purpose=data["purpose"],
            mode=(data["mode"] or Exchange.Mode.PROVIDER) if kind == "training" else "",
            days=data["days"] if kind == "teacher_study" else None,
            more_because=data["more_because"],
            areas=tuple(data["areas"]),
            agenda=data["agenda"],
            outcome=data["outcome"],
            roster=kept_people(data["roster"], before),
        )
        if self.is_plan:
            return replace(content, planned=counts)
        was_planned = before and self.record and not self.record.is_draft  # what a draft once said was never a plan
        return replace(content, planned=before.planned if was_planned else {}, actual=counts)

    def stops(self, hosts: list[Institution | None]) -> tuple[StopContent, ...]:
        """The hosts named, in the order of arrival where every arrival is known."""
        data = self.cleaned_data
        stops = [
            StopContent(host, data.get(f"arrives_{n}"), data.get(f"leaves_{n}"))
            for n, host in enumerate(hosts, start=1)
            if host
        ]
        if all(stop.arrives_on for stop in stops):
            stops.sort(key=lambda stop: stop.arrives_on)
        return tuple(in_order_of(self.before, stops))

    def as_said(self, name: str, value: Any) -> str:
        """A value of a field as people read it."""
        choices = dict(getattr(self.fields[name], "choices", ())) if isinstance(value, str) else {}
        return str(choices.get(value, value) or "–")


def category_words() -> dict[str, str]:
    """The names of the categories in the reader's language."""
    return {str(category.label): category.value for category in Category}


def in_order_of(before: Content | None, stops: list[StopContent]) -> list[StopContent]:
    """The same hosts stay in the order they had: another order would be another fact and ask everybody again."""
    known = [stop.host for stop in before.stops] if before else []
    same = {host.pk for host in known} == {stop.host.pk for stop in stops}
    return sorted(stops, key=lambda stop: known.index(stop.host)) if same else stops


def kept_people(roster: tuple[RosterContent, ...], before: Content | None) -> tuple[RosterContent, ...]:
    """The same name on the same record stays the same person."""
    known = {line.name: line for line in before.roster} if before else {}
    return tuple(
        replace(line, key=known[line.name].key, post=known[line.name].post) if line.name in known else line
        for line in roster
    )


def initial_of(content: Content, member: Member, *, plan: bool) -> dict[str, Any]:
    """What the form shows of a saved exchange."""
    outbound = content.sender.pk in member.scope
    what = content.variant if content.kind == "visit" and content.variant in WHAT else content.kind
    ours = [stop for stop in content.stops if stop.host.pk in member.scope]
    others = [stop for stop in content.stops if stop.host.pk not in member.scope]
    stops = others if outbound else [*ours, *others]
    partner = (others[0].host if others else None) if outbound else content.sender
    counts = content.planned if plan else content.actual or content.planned
    return {
        "what": "talks" if what == "visit" else what,
        "direction": OUT if outbound else IN,
        "partner": partner,
        **{f"host{n}": stop.host for n, stop in enumerate(stops, start=1) if n > 1},
        **{f"arrives_{n}": stop.arrives_on for n, stop in enumerate(stops, start=1)},
        **{f"leaves_{n}": stop.leaves_on for n, stop in enumerate(stops, start=1)},
        "roster": "\n".join(
            ",".join([line.name, str(Category(line.category).label), "" if line.hours is None else f"{line.hours:g}"])
            for line in content.roster
        ),
        "areas": list(content.areas),
        **{
            name: getattr(content, name)
            for name in (
                "government",
                "starts_on",
                "ends_on",
                "precision",
                "days",
                "mode",
                "purpose",
                "more_because",
                "agenda",
                "outcome",
            )
        },
        **{COUNT + category: n for category, n in counts.items()},
    }
