"""Use cases: the class Project and its verbs, one transaction each."""
