"""What all outputs of a letter share: its parts in reading order, its measures, its marks."""
