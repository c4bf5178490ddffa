"""MT-CON: what consumers do, which no server can break."""

from motown.conformance.requirements import not_testable

_OTHER_SIDE = "A rule for consumers, and not for the server that is tested: {}"

not_testable("MT-CON-01", "notify", _OTHER_SIDE.format("when it acknowledges is known to the consumer alone."))
not_testable("MT-CON-02", "notify", _OTHER_SIDE.format("whether work was done twice is known to the consumer alone."))
not_testable("MT-CON-03", "notify", _OTHER_SIDE.format("the kit's own takes whatever fits the schema."))
