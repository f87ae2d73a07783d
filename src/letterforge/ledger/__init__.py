"""The ledger: what has been made, from what, when; and what need not be made again.

`store` remembers what letters are made from (`provenance.origin`), `roll` what became of each row in a run, `outdated`
reports what has changed since, `corrections` are people's, of rows that had failed. `lock` blocks a second run, and
`standing` knows whether anything at all has changed since the last run.
"""
