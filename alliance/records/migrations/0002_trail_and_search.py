from django.db import migrations

from alliance.records.search import GRAMS_ARRAY
from alliance.web.append_only import AppendOnly


def index_grams(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE INDEX record_grams ON records_record USING gin (({GRAMS_ARRAY.format('grams')}))"
        )


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX record_grams")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [AppendOnly("records_confirmation"), migrations.RunPython(index_grams, drop_index)]
