"""Every address of the portal, from the URL configuration itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Address:
    """One URL name, and the names of what stands in its path."""

    name: str
    view: str
    parameters: tuple[str, ...]

    @property
    def is_accounts(self) -> bool:
        """One of django-allauth's own pages."""
        return self.view.startswith("allauth.")

    def path(self, values: dict[str, object]) -> str:
        return reverse(self.name, kwargs={name: values[name] for name in self.parameters})


def addresses() -> dict[str, Address]:
    """By name; of two patterns with one name (the API's .json forms) the first."""
    found: dict[str, Address] = {}
    for address in walk(get_resolver().url_patterns):
        if "format" not in address.parameters:
            found.setdefault(address.name, address)
    return found


def walk(patterns: list, above: tuple[str, ...] = (), space: str = "") -> Iterator[Address]:
    for pattern in patterns:
        parameters = (*above, *re.findall(r"<(?:\w+:)?(\w+)>", str(pattern.pattern)))
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from walk(pattern.url_patterns, parameters, inner)
        elif isinstance(pattern, URLPattern):
            module = getattr(pattern.callback, "__module__", "")
            yield Address(f"{space}{pattern.name}", module, parameters)
