"""Transcripts: read interview files into documents, turns and speakers."""
