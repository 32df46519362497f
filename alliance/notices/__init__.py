"""One interface to everything the portal sends to people."""
