"""待办: what waits for an institution, what it waits for, what it was told, what is done."""
