from django.core.management.base import BaseCommand

from alliance.demo.figures import check


class Command(BaseCommand):
    help = "Compare every published figure with ledger, records and snapshots; exits 1 on a difference."

    def handle(self, *args, **options):
        lines = check()
        for line in lines:
            self.stdout.write(str(line))
        if any(line.verdict == "WRONG" for line in lines):
            raise SystemExit(1)
