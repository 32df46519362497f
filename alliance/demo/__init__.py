"""The demo alliance: its story, its loader, and the check of its figures."""
