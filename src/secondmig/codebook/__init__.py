"""Codebooks: read, check and compare sets of codes."""
