"""The menu: which pages stand in it, under which pillar, for whom."""
