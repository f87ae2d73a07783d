"""The hall: the only part that knows there is a terminal. For people on stderr, for programs on stdout."""
