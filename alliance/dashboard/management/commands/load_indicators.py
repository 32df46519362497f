from django.core.management.base import BaseCommand

from alliance.dashboard.workflows import load_indicators


class Command(BaseCommand):
    help = "Load or update the indicators that ship with the product."

    def handle(self, *args, **options):
        self.stdout.write(f"{load_indicators()} indicators")
