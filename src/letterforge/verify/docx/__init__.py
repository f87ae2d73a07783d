"""Seals of Word files, and of other packages of Office Open XML."""
