from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alliance.demo.loader import Loader
from alliance.web.nudges import without_nudges
from partners.directory.models import Institution


class Command(BaseCommand):
    help = "Load the demo alliance 2017-2024 into an empty database, through the workflows."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demo is never loaded into production: unset DATABASE_URL and BROKER_URL.")
        if Institution.objects.exists():
            raise CommandError("This database is in use already. `make reset` starts over.")
        start = monotonic()
        with without_nudges():
            Loader(say=self.stdout.write).load()
        self.stdout.write(f"loaded in {monotonic() - start:.1f} s")
