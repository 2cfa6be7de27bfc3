"""The workbench in a browser: pages and a JSON API over the use cases, on this computer alone."""
