"""Estimates: values with their intervals, seeded bootstrap and permutation."""
