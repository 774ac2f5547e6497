"""Findings as files for others' tools: the tables, and each form they are written in."""
