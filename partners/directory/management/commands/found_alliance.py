import getpass

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from alliance.accounts.usernames import clean_username
from alliance.web import clock
from partners.directory.models import Institution, Region, Role
from partners.directory.workflows import add_institution, add_member, load_regions


class Command(BaseCommand):
    help = "Begin a new installation: regions, the secretariat and its first member, who invites everybody else."

    def add_arguments(self, parser):
        parser.add_argument("--secretariat", required=True, help="name of the secretariat, in Chinese")
        parser.add_argument("--region", required=True, help="code of its region, e.g. 130000")
        parser.add_argument("--name", required=True, help="name of its first member")
        parser.add_argument("--username", required=True, help="mobile number or e-mail address to sign in with")

    @transaction.atomic
    def handle(self, *args, secretariat, region, name, username, **options):
        load_regions()
        if Institution.objects.filter(type=Institution.Type.SECRETARIAT).exists():
            raise CommandError("This installation has a secretariat already.")
        institution = add_institution(
            by=None,
            name_zh=secretariat,
            type=Institution.Type.SECRETARIAT,
            region=Region.objects.get(pk=region),
            joined_on=clock.today(),
        )
        username = clean_username(username)
        add_member(
            by=None,
            institution=institution,
            role=Role.LEAD,
            username=username,
            name=name,
            password=getpass.getpass("Password: "),
        )
        self.stdout.write(f"{username} can sign in as a member of {secretariat}")
