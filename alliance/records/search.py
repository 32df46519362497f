"""Looking for records by two Chinese characters or more: grams in a column, an index on PostgreSQL."""

import re
import unicodedata

from django.db import connection, models
from django.db.models import QuerySet

GRAMS_ARRAY = r"string_to_array(split_part({}, E'\n', 2), ' ')"
WORD = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def grams(text: str) -> list[str]:
    """The pairs of neighbouring characters of every word, and single characters that stand alone."""
    found = []
    for word in WORD.findall(folded(text)):
        found += [word[i : i + 2] for i in range(len(word) - 1)] or [word]
    return found


def grams_column(*texts: str) -> str:
    """What Record.grams holds: the texts, folded, then each distinct gram once."""
    whole = " ".join(texts)
    return folded(whole) + "\n" + " ".join(dict.fromkeys(grams(whole)))


def matching(records: QuerySet, text: str) -> QuerySet:
    """The records whose number, purpose or parties hold every word of the text; nothing that does is missed."""
    for word in folded(text).split():
        records = records.filter(grams__contains=word)
        pairs = [gram for gram in grams(word) if len(gram) == 2]
        if connection.vendor == "postgresql" and pairs:
            records = records.filter(grams__has_grams=pairs)  # the index names candidates, the substring decides
    return records


@models.TextField.register_lookup
class HasGrams(models.Lookup):
    """The second line of a grams column holds all of these grams; served by the index record_grams."""

    lookup_name = "has_grams"
    prepare_rhs = False

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{GRAMS_ARRAY.format(column)} @> %s::text[]", [*params, self.rhs]
