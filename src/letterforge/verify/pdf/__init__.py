"""Seals of PDF files."""
