"""The read API: every router under /api/v1/."""
