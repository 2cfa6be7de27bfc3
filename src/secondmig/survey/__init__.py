"""Surveys: read and harmonise variables, measures and trajectories."""
