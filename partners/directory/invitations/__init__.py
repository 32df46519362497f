"""Links by which people sign up: one person, one role, once."""
