"""Exchanges, read."""

from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet

from alliance.records.models import Party, Record
from exchanges.filters import ExchangeFilter
from exchanges.models import Exchange, Stop
from exchanges.selectors import exchanges_for


class StopSerializer(serializers.ModelSerializer):
    """One host, and when the people were there."""

    host = serializers.IntegerField(source="host_id")
    host_name = serializers.CharField(source="host")

    class Meta:
        model = Stop
        fields = ["host", "host_name", "arrives_on", "leaves_on"]


class PartySerializer(serializers.ModelSerializer):
    """One side, and what it has said."""

    institution = serializers.IntegerField(source="institution_id")
    institution_name = serializers.CharField(source="institution")

    class Meta:
        model = Party
        fields = ["institution", "institution_name", "role", "ask", "decision", "decided_at", "way", "answer"]


class ExchangeSerializer(serializers.ModelSerializer):
    """An exchange as all its parties see it: never a name of its roster, nothing that one side keeps for itself."""

    owner = serializers.IntegerField(source="owner_id")
    owner_name = serializers.CharField(source="owner")
    areas = serializers.ListField(child=serializers.ChoiceField(choices=Exchange.Area.choices))
    sender = serializers.IntegerField(source="exchange.sender_id")
    sender_name = serializers.CharField(source="exchange.sender")
    government = serializers.IntegerField(source="exchange.government_id", allow_null=True)
    variant = serializers.CharField(source="exchange.variant")
    mode = serializers.CharField(source="exchange.mode")
    days = serializers.IntegerField(source="exchange.days", allow_null=True)
    planned = serializers.DictField(source="exchange.planned", child=serializers.IntegerField())
    actual = serializers.DictField(source="exchange.actual", child=serializers.IntegerField())
    agenda = serializers.CharField(source="exchange.agenda")
    outcome = serializers.CharField(source="exchange.outcome")
    stops = StopSerializer(source="exchange.stops", many=True)
    parties = PartySerializer(many=True)

    class Meta:
        model = Record
        fields = [
            "number",
            "kind",
            "owner",
            "owner_name",
            "phase",
            "act",
            "state",
            "grade",
            "starts_on",
            "ends_on",
            "precision",
            "purpose",
            "people",
            "areas",
            "revision",
            "facts_hash",
            "sender",
            "sender_name",
            "government",
            "variant",
            "mode",
            "days",
            "planned",
            "actual",
            "agenda",
            "outcome",
            "stops",
            "parties",
        ]


class AsMember(DjangoFilterBackend):
    """Hands the filter the member whose direction is meant."""

    def get_filterset_kwargs(self, request, queryset, view):
        return {"data": request.query_params, "queryset": queryset, "member": request.member}


@extend_schema_view(list=extend_schema(tags=["exchanges"]), retrieve=extend_schema(tags=["exchanges"]))
class ExchangeViewSet(ReadOnlyModelViewSet):
    """The exchanges that you may see, with the filters of the list."""

    queryset = Record.objects.none()
    serializer_class = ExchangeSerializer
    filter_backends = [AsMember]
    filterset_class = ExchangeFilter
    lookup_field = "number"

    def get_queryset(self):
        return (
            exchanges_for(getattr(self.request, "member", None))
            .select_related("exchange__sender")
            .prefetch_related("exchange__stops__host")
            .order_by("-starts_on", "-id")
        )
