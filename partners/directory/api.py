"""The register, read."""

from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet

from partners.directory.filters import InstitutionFilter
from partners.directory.models import Institution
from partners.directory.selectors import register_for


class InstitutionSerializer(serializers.ModelSerializer):
    """An institution as its page shows it to every member."""

    region_name = serializers.CharField(source="region.within", read_only=True)
    member_since = serializers.DateField(read_only=True, allow_null=True)

    class Meta:
        model = Institution
        fields = [
            "id",
            "name_zh",
            "name_en",
            "short_zh",
            "type",
            "national_code",
            "region",
            "region_name",
            "address",
            "phone",
            "website",
            "successor",
            "member_since",
        ]


class InstitutionViewSet(ReadOnlyModelViewSet):
    """Who belongs to the alliance, and with whom it works."""

    queryset = Institution.objects.none()
    serializer_class = InstitutionSerializer
    filterset_class = InstitutionFilter

    def get_queryset(self):
        member = getattr(self.request, "member", None)
        return register_for(member) if member else Institution.objects.none()
