"""The conformance kit of the open standard: tests any implementation from outside, by its published files alone.

``motown-conformance --url http://host/services --party ID --password WORD --profile core`` runs a test for each
numbered requirement of docs/standard (MT-xxx-nn). It calls with zeep, as anybody would, brings charge points of its own
(``motown.simulator``) and an endpoint that takes events, and knows nothing of the server but what the standard says.
"""

KIT_VERSION = "1.0.0"
"""The version of the kit, told in its reports; its own, for the same server may be tested by a newer kit."""
