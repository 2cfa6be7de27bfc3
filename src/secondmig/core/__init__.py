"""Spans, anchors, types, ids and errors: the ground floor, standard library only."""
