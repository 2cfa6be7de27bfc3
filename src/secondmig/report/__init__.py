"""Reports: turn a frozen snapshot into HTML, JSON and CSV."""
