"""What the PDF typesetter is made of.

`html` (letter → HTML), `css` (stationery → CSS), `fetcher` (what WeasyPrint may read), `listening` (what it only logs).
"""
