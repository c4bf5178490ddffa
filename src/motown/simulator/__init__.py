"""Simulated charge points of OCPP 1.2 and 1.5 over SOAP: for demonstrations, for tests, for load.

They speak by the contracts of ``motown.contracts`` and behave by the rules of the two specifications.  Everything but
``outgoing``, ``doors``, ``ftp``, ``fleet`` and ``command`` is free of sockets and runs on any clock.
"""
