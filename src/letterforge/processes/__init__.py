"""The processes that letterforge starts: their environment, the signals that end them, and a guard around them."""
