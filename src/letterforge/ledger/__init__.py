"""The ledger: what has been made, from what, when; and what need not be made again.

`store` is the file: what has been made, and from what (`provenance.origin`); `entries` are what it returns.
`corrections`: of rows that had failed. `roll`: what became of each row of a run. `outdated`: what has changed
since a letter was made. `lock` blocks a second run. `standing` knows whether anything has changed since the
last run.
"""
