"""The protocol: offices, and the words, dates and addresses around a letter, in each language.

`office_words` understands what people write for an office, `posting` knows posts abroad. `forms` of address,
`labels` (subject, copies, pages), `dates` and ordinals, the inside `address`: what is around a letter. `lint`
finds what the protocol has against a letter, `completeness` what a language lacks. The offices themselves are
in `model.offices`.
"""
