"""Indicators over the ledger, and the way down from each to its records."""
