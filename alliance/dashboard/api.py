"""Indicators with their values, read: the same computation as the dashboard's cards."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from alliance.dashboard.models import Indicator
from alliance.dashboard.selectors import card_of, freshness, holding, indicators_of, known
from alliance.dashboard.views import asked_by

ASKED = [
    OpenApiParameter("scope", int, description="id of an institution; without it the alliance"),
    OpenApiParameter("year", int, description="without it the running year"),
    OpenApiParameter("basis", str, enum=["calendar", "school"]),
]
DECIMAL = {"max_digits": None, "decimal_places": None, "allow_null": True, "read_only": True}


class YearSerializer(serializers.Serializer):
    year = serializers.IntegerField()
    value = serializers.DecimalField(**DECIMAL)


class PartSerializer(serializers.Serializer):
    name = serializers.CharField()
    value = serializers.DecimalField(**DECIMAL)


class CardSerializer(serializers.Serializer):
    """One indicator of one scope and year. `value` counts what is confirmed or checked; `claimed` stands apart."""

    code = serializers.CharField(source="indicator.code")
    pillar = serializers.CharField(source="indicator.pillar")
    name = serializers.CharField(source="indicator")
    unit = serializers.CharField(source="indicator.unit")
    operation = serializers.CharField(source="indicator.operation")
    definition = serializers.CharField(source="indicator.definition")
    has_data = serializers.BooleanField()
    value = serializers.DecimalField(**DECIMAL)
    claimed = serializers.DecimalField(**DECIMAL)
    numerator = serializers.DecimalField(**DECIMAL)
    denominator = serializers.DecimalField(**DECIMAL)
    contains = PartSerializer(many=True)
    history = serializers.SerializerMethodField()

    def get_history(self, card) -> list[dict]:
        pairs = zip(card.years, card.history, strict=True)
        return YearSerializer([{"year": year, "value": value} for year, value in pairs], many=True).data


@extend_schema_view(
    list=extend_schema(parameters=ASKED, responses=CardSerializer(many=True)),
    retrieve=extend_schema(parameters=ASKED, responses=CardSerializer),
)
class IndicatorViewSet(ViewSet):
    """Every indicator with its value, for the alliance or for your own institution; leads may ask for any."""

    queryset = Indicator.objects.none()
    lookup_field = "code"
    lookup_value_regex = r"[a-z_]+\.[a-z0-9_]+"
    serializer_class = CardSerializer

    def cards(self, request, code: str = ""):
        asked, fresh = asked_by(request), freshness()
        sums, holds = known(asked.scope.id), holding(indicators_of(fresh.definitions), asked.year)
        chosen = [one for one in holds.values() if not code or one.code == code]
        return [card_of(one, sums, asked.year, asked.basis, asked.today, holds) for one in chosen], fresh

    def list(self, request) -> Response:
        cards, fresh = self.cards(request)
        return Response(CardSerializer(cards, many=True).data, headers={"X-Posting": str(fresh.posting)})

    def retrieve(self, request, code: str) -> Response:
        cards, fresh = self.cards(request, code)
        if not cards:
            raise Http404
        return Response(CardSerializer(cards[0]).data, headers={"X-Posting": str(fresh.posting)})
