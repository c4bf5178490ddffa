"""Long polls are bounded, each party's by itself."""

from contextlib import ExitStack

import pytest

from motown.domain.errors import Kind, Refused
from motown.standard.polls import Polls


def test_one_too_many_is_refused_and_told_to_come_back():
    polls = Polls(most=2)
    with polls.one_more("a"), polls.one_more("a"):
        with pytest.raises(Refused) as refused, polls.one_more("a"):
            pass
        assert refused.value.kind is Kind.TOO_MANY
        assert refused.value.retry_after_seconds
        with polls.one_more("b"):
            assert polls.waiting == 3
    assert polls.waiting == 0


def test_what_fails_waits_no_longer():
    polls = Polls(most=1)
    with pytest.raises(ZeroDivisionError), polls.one_more("a"):
        raise ZeroDivisionError
    with ExitStack() as stack:
        stack.enter_context(polls.one_more("a"))
        assert polls.waiting == 1
