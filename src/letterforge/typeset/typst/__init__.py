"""What belongs to the Typst typesetter: the one template of all letters, and the data that it is given."""
