"""Many letters: a request and a list → letters as files, and a report of what became of every row.

Read `making`: the rest of this room are its steps.
"""
