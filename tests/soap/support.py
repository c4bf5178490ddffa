"""What the tests of the SOAP layer share: an invented contract, requests without a network, values for any model."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st
from lxml import etree

from motown.http.message import HttpRequest
from motown.soap.contract import load
from motown.soap.envelope import read
from motown.soap.faults import read_fault
from motown.soap.models import fields, is_complex
from motown.soap.protocol import Served
from motown.soap.service import Service
from motown.soap.values import BUILT_IN, XS, simple
from motown.soap.versions import SOAP12

FILES = Path(__file__).parent / "files"
ROOTS = {"wsdl": FILES / "wsdl", "schemas": FILES / "schemas"}
NOW = datetime(2026, 6, 8, 12, 0, tzinfo=UTC)
P, T = "{urn:example:post}", "{urn:example:post:types}"


def post():
    """The contract of the invented parcel post."""
    return load(FILES / "wsdl/post/1.0/post.wsdl", ROOTS)


def http(body=b"", method="POST", path="/post", query="", secure=False, **headers):
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if method == "POST":
        given.setdefault("content-type", "application/soap+xml; charset=utf-8")
    return HttpRequest(method, path, query, given, body, "192.0.2.1", secure, None, NOW, 0.0)


def run(outcome):
    """The result of something that may be awaitable, and has nothing to wait for."""
    if not hasattr(outcome, "__await__"):
        return outcome
    waiting = outcome.__await__()
    try:
        next(waiting)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waits for something")


def envelope(body, headers="", version=SOAP12, *, bound="", declaration='<?xml version="1.0" encoding="utf-8"?>'):
    """A SOAP message as text."""
    header = f"<s:Header>{headers}</s:Header>" if headers else ""
    return (f'{declaration}<s:Envelope xmlns:s="{version.namespace}" xmlns:p="urn:example:post" '
            f'xmlns:t="urn:example:post:types" xmlns:wsa="http://www.w3.org/2005/08/addressing"{bound}>{header}'
            f"<s:Body>{body}</s:Body></s:Envelope>")


TRACK = "<p:Track><number>7</number></p:Track>"


class Recorder:
    """Handlers for a whole contract that keep each request and give the answers they were told."""

    def __init__(self, contract, **answers):
        self.seen = []
        self.calls = []
        self.answers = answers
        self.served = Served(contract, {name: self._handler(name) for name in contract.operations})

    def _handler(self, name):
        def handle(request, call):
            self.seen.append(request)
            self.calls.append(call)
            answer = self.answers.get(name)
            if isinstance(answer, Exception):
                raise answer
            return answer(request, call) if callable(answer) else answer
        return handle


PARCEL = {"number": "7", "street": "High St"}
FOUND = {"parcel": [PARCEL]}


def exchange(message, recorder=None, /, policy=None, headers=None, **settings):
    """The HTTP answer to a message, and who was called for it."""
    recorder = recorder or Recorder(post(), Track=FOUND)
    service = Service(recorder.served, policy=policy, **settings)
    body = message if isinstance(message, bytes) else message.encode()
    return run(service(http(body, **(headers or {})))), recorder


def fault(answer):
    message = read(answer.body)
    assert message.is_fault
    return read_fault(message.version, message.body)[0]


def element(text):
    return etree.fromstring(text)


def kept(tree):
    """A tree with its names and texts, to be compared."""
    return etree.tostring(tree, method="c14n2")


_CHARACTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff").filter(
    lambda letter: letter >= " " or letter in "\t\n\r")
_texts = st.text(_CHARACTERS, max_size=12)
# what xs:token leaves as it is: no blanks but single ones inside
_words = _texts.map(lambda text: " ".join(re.findall("[^ \t\n\r]+", text)) or "x")
_times = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
_BY_TYPE = {
    bool: st.booleans(), float: st.floats(allow_nan=False), bytes: st.binary(max_size=20), datetime: _times,
    Decimal: st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-10**9, max_value=10**9)}
_SPANS = {"unsignedShort": (0, 2**16 - 1), "int": (-2**31, 2**31 - 1), "long": (-2**63, 2**63 - 1)}
_DEEPEST = 1


def values(model):
    """A strategy for all values of a model that its schema allows: instances of complex ones."""
    if is_complex(model):
        return _instances(model, 0)
    kind, facets = simple(model), model.Attributes
    if words := getattr(facets, "values", None):
        return st.sampled_from(sorted(words))
    if kind.python is int:
        return st.integers(*next(span for name, span in _SPANS.items() if issubclass(model, BUILT_IN[XS + name])))
    if issubclass(model, BUILT_IN[XS + "anyURI"]):
        return st.text("abc/?:", max_size=9).map("urn:a".__add__)
    if kind.python is str:
        texts = _texts if kind.read(" \n ") == " \n " else _words
        return texts.map(lambda text: text[:int(min(facets.max_len, 100))].rstrip() or "x")
    return _BY_TYPE[kind.python]


def _instances(model, depth):
    made = model.__orig__ or model
    given = {field.name: _field(field, depth) for field in fields(model) if field.kind != "others"}
    return st.fixed_dictionaries(given).map(_only_one_place).map(lambda chosen: made(**chosen))


def _only_one_place(chosen):
    """The one choice in these contracts: a parcel goes to a street or to a box."""
    if "box" in chosen and (chosen["box"] is None) == (chosen["street"] is None):
        chosen |= {"box": None, "street": chosen["street"] or "x"}
    return chosen


def _field(field, depth):
    if is_complex(field.model):
        if depth >= _DEEPEST and not field.required:
            return st.just([]) if field.many else st.none()
        inner = st.deferred(lambda: _instances(field.model, depth + 1))
    elif field.name == "opened":
        inner = st.dates().map(str)
    else:
        inner = values(field.model)
    if field.nillable:
        inner = st.one_of(st.none(), inner)
    if field.many:
        return st.lists(inner, min_size=int(field.required), max_size=2)
    # an attribute that is not given comes back with its default
    return inner if field.required or field.default else st.one_of(st.none(), inner)
