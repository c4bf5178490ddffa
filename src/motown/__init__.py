"""Motown: an open integration server for EV charging, and the reference implementation of its published standard."""

__version__ = "0.1.0"
