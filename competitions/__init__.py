"""Contests: editions, entrants, judging, results. The room's apps arrive with their first records."""
