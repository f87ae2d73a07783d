"""What all outputs of a letter share: its parts in the order in which they are read, its measures, its marks."""
