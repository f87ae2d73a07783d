"""The protocol: offices, and the words, dates and addresses around a letter, in each language.

`offices` that a recipient can hold, `forms` of address, `labels` (subject, copies, pages), `dates` and ordinals, the
inside `address`.
"""
