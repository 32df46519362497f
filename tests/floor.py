"""A style sheet as Chromium 86 understands it: what it does not know is taken out, as it would drop it."""

import re

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
UNKNOWN_SELECTORS = re.compile(
    r":has\(|:is\(|:where\(|:not\([^)]*,|:user-(?:in)?valid|::-webkit-calendar-picker-indicator:has"
)
UNKNOWN_VALUES = re.compile(
    r"color-mix\(|light-dark\(|oklch\(|oklab\(|lab\(|lch\(|\bfrom\s|\d(?:dvh|svh|lvh|cqw|cqi)\b|(?:^|;)\s*"
    r"(?:inset|inset-inline|inset-block|aspect-ratio|accent-color|translate|rotate|scale|text-wrap|scrollbar-gutter)\s*:"
)


def floored(css: str) -> str:
    """`css` without the rules and declarations that came after Chromium 86."""

    def keep(rule: re.Match) -> str:
        selector, body = rule[1], rule[2]
        if UNKNOWN_SELECTORS.search(selector):
            return ""
        return f"{selector}{{{';'.join(d for d in body.split(';') if not UNKNOWN_VALUES.search(d))}}}"

    return RULE.sub(keep, css)
