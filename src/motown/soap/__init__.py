"""Contract-first SOAP on Spyne: messages are what published WSDL and XSD files say.  Knows nothing of charging."""

from motown.soap import spyne_compat  # noqa: F401  # before anything from Spyne is imported
