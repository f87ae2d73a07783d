"""The parts of the PDF typesetter: `html` and `css` go into `engine`, `structure` corrects the tags."""
