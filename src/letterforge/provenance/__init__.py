"""What a letter is made from: the answer for the ledger and for approvals."""
