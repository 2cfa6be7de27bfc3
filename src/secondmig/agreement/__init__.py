"""Agreement between coders: units, tables, coefficients, unitizing, intervals, what they disagree about.

Pure computation over plain values. Text is measured by interval sweep: time and memory grow with the number
of codings, never with the length of the texts.
"""
