from django.core.management.base import BaseCommand

from alliance.dashboard.workflows import apply_postings, rebuild


class Command(BaseCommand):
    help = "Build the dashboard's snapshots anew from the ledger's entries."

    def add_arguments(self, parser):
        parser.add_argument("scopes", nargs="*", type=int, help="ids of institutions; 0 is the alliance; none is all")

    def handle(self, *args, **options):
        rebuilt = rebuild(*options["scopes"])
        self.stdout.write(f"{rebuilt} scopes rebuilt, {apply_postings()} postings applied")
