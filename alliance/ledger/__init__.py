"""Append-only entries: what the confirmed records add up to."""
