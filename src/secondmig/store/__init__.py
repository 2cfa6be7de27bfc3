"""Store: the only home of our SQL."""
