"""What the PDF typesetter is made of: `html` and `css` go into `engine`, `structure` mends what comes out of it."""
