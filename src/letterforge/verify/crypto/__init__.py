"""The mathematics of signatures: CMS, time stamps, chains of certificates; no file formats."""
