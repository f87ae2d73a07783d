"""Word files of other people, read safely: nothing in them is run, fetched or trusted; sizes have limits."""
