"""What is known of each language, as data: one folder for each."""
