"""What the PDF typesetter is made of: tree and stylesheet in, tagged PDF out."""
