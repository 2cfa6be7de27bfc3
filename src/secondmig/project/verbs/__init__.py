"""The verbs of a project by noun: functions that the class ``Project`` takes as its methods."""
