"""What the Word typesetter is made of.

`wml` (elements, and a line's runs), `styles`, `numbering`, `body` (blocks and footnotes), `signing` (the
signature block), `furniture` (header, footers, settings, properties), `drawing` (pictures), `package` (parts
→ .docx).

The package is written here and not with a library, because what a careful letter needs (styles, numbering,
fields, footnotes, alternative text) is XML either way. Paragraph numbers in comments are those of
ECMA-376-1:2016.
"""
