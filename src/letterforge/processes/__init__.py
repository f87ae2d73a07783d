"""Processes that letterforge starts: their environment, the signals that end them, a guard around them."""
