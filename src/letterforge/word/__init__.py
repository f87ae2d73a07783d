"""Word files that other people made, read safely: nothing in one is run, fetched or trusted, and sizes have limits."""
