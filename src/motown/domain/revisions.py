"""The rule for what a caller owns and counts the changes of itself (standard, section 2.6)."""

from motown.domain.errors import Kind, Refused


def is_news(known: int | None, given: int, *, same: bool) -> bool:
    """Whether this revision is to be kept; False: it is what is known already.

    ``known``: the revision that holds, None: there is none; ``same``: whether the content is what is known.  Refused
    where the revision is lower, or equal with another content: then somebody else has changed it meanwhile.
    """
    if known is None or given > known:
        return True
    if given == known and same:
        return False
    raise Refused(f"revision {known} is known already, so {given} cannot change it: give a higher one", Kind.CONFLICT,
                  field="revision")
