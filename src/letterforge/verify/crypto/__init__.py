"""Signatures as mathematics: CMS, time stamps, chains of certificates; no file format."""
