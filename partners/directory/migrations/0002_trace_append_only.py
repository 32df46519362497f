from django.db import migrations

from alliance.web.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]
    operations = [AppendOnly("directory_trace")]
