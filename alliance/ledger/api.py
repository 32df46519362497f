"""The ledger's entries, read."""

import django_filters
from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet

from alliance.ledger.models import Entry
from alliance.ledger.selectors import entries_for


class EntrySerializer(serializers.ModelSerializer):
    """明细: one signed quantity, in the measure's quantum. Who a person is, is not told."""

    record = serializers.CharField(source="record.number", read_only=True)
    institution = serializers.IntegerField(source="institution_id", read_only=True)
    institution_name = serializers.CharField(source="institution", read_only=True)
    counterpart = serializers.IntegerField(source="counterpart_id", read_only=True, allow_null=True)
    counterpart_name = serializers.CharField(source="counterpart", read_only=True, allow_null=True)

    class Meta:
        model = Entry
        fields = [
            "id",
            "record",
            "posting",
            "seq",
            "measure",
            "on",
            "institution",
            "institution_name",
            "counterpart",
            "counterpart_name",
            "facet",
            "quantity",
            "grade",
        ]


class EntryFilter(django_filters.FilterSet):
    record = django_filters.CharFilter(field_name="record__number")
    since = django_filters.DateFilter(field_name="on", lookup_expr="gte")
    until = django_filters.DateFilter(field_name="on", lookup_expr="lte")
    after_posting = django_filters.NumberFilter(field_name="posting", lookup_expr="gt")
    institution = django_filters.NumberFilter(field_name="institution_id")
    counterpart = django_filters.NumberFilter(field_name="counterpart_id")

    class Meta:
        model = Entry
        fields = ["measure", "facet", "grade"]


class EntryViewSet(ReadOnlyModelViewSet):
    """Entries of the records that you may see. Those of others are in the indicators, as sums."""

    queryset = Entry.objects.none()
    serializer_class = EntrySerializer
    filterset_class = EntryFilter

    def get_queryset(self):
        return entries_for(self.request.member)
