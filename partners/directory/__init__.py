"""Institutions, people, networks, regions; who acts for whom."""
