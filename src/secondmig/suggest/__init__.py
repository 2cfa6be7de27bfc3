"""Suggestion engines: they read texts and codebooks and propose codes; they never touch the store.

A suggestion never counts as a coding. A coding comes of it only by a person's yes.
"""
