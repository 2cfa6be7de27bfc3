"""Figures: our own marks as SVG, drawn from values alone."""
