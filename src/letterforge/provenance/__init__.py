"""What a letter is made from, as hashes: the one answer, for the ledger and for approvals.

- `content`: what a letter says and shows, and what it is made from, with nothing of the machine. People
  approve it.
- `origin`: the same, with what is of the machine: program, libraries, typefaces, engine, seal. The ledger
  keeps it.
- `cells`, `hashing`, `program`: the parts of both. `reasons`: the words for what has changed; `grounds`: more
  of it.

This module imports none of them: `program` alone is needed where nothing has changed, and must load fast.
"""
