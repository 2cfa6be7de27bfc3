"""Statistics: cross-tables, comparisons, saturation and regression models."""
