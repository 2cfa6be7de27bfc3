"""Joint displays: qualitative and quantitative results on the same rows."""
