from django.core.management.base import BaseCommand

from partners.directory.workflows import load_regions


class Command(BaseCommand):
    help = "Write the administrative divisions (GB/T 2260) that the portal ships into the database."

    def handle(self, *args, **options):
        self.stdout.write(f"{load_regions()} regions")
