"""EventStoreService of Motown's open standard, version 1.0."""

from motown.contracts import give

give("motown/1.0/eventstore.wsdl", globals())
