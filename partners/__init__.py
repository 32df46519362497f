"""Partner institutions and the terms on which they cooperate; each folder is an app."""
