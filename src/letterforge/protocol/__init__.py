"""The protocol: offices, and the words, dates and addresses around a letter, for each language.

`offices` that a recipient can hold, `labels` (subject, copies, pages), `dates` and ordinals, the inside `address`.
"""
