"""python -m bench [NAME…] [--full]: measure, print each claim with what was found, exit 1 where one does not hold.

Uses a database of its own, created and dropped here: SQLite in var/, or the server that DATABASE_URL names.
"""

import argparse
import importlib
import os
import pkgutil
import sys
from pathlib import Path

NOT_BENCHES = {"__main__", "data", "timing"}


def main() -> int:
    os.environ["NUDGES"] = "0"  # no broker takes part
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")  # the product, less what slows tests
    names = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", help="which benches; all when none is named")
    parser.add_argument("--full", action="store_true", help="the sizes that docs/performance.md states")
    asked = parser.parse_args()

    import django
    from django.conf import settings

    django.setup()
    settings.LOGGING_CONFIG = None
    from django.db import connection

    held = True
    for name in asked.names or [name for name in names if name not in NOT_BENCHES]:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        settings.ALLOWED_HOSTS = ["*"]
        print(f"\n{name} on {connection.vendor}{', full size' if asked.full else ''}")
        try:
            for claim in importlib.import_module(f"bench.{name}").run(full=asked.full):
                print(f"  {claim}", flush=True)
                held &= claim.holds
        finally:
            connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)
    return 0 if held else 1


sys.exit(main())
