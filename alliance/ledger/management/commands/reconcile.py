import sys

from django.core.management.base import BaseCommand

from alliance.ledger.reconciliation import differences


class Command(BaseCommand):
    help = "Compare every record's entries with what it should have posted; exits 1 on a difference. Posts nothing."

    def handle(self, *args, **options):
        found = 0
        for record_id, missing in differences():
            found += 1
            for key, quantity in missing.items():
                self.stdout.write(
                    f"record {record_id}: {key.measure} {key.on} {key.facet} {key.grade} lacks {quantity:+}"
                )
        self.stdout.write(f"{found} differences")
        sys.exit(1 if found else 0)
