"""The contracts of this package; the stub beside each is written by ``python -m motown.soap.stubs``."""
