"""The ledger: what has been made, from what, when; and what need not be made again.

`fingerprint` says what a letter is made from, `program` with what, `store` remembers it, `lock` keeps a second run
out, `standing` knows whether anything at all has changed since the last run.
"""
