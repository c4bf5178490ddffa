import tracemalloc
from pathlib import Path

import pytest

from motown.soap.faults import ServiceFault
from motown.soap.parsing import Limits, parse, parse_own

E_ACUTE = "\u00e9".encode()


def refused(message, **settings):
    with pytest.raises(ServiceFault) as fault:
        parse(message, **settings)
    assert fault.value.code == "Sender"
    return fault.value.reason


@pytest.mark.parametrize(("message", "charset"), [
    ("<a>\u00e9</a>".encode(), None),
    ("\ufeff<a>\u00e9</a>".encode(), None),
    ("<a>\u00e9</a>".encode(), "UTF-8"),
    ("<?xml version='1.0' encoding='ISO-8859-1'?><a>\u00e9</a>".encode("latin-1"), None),
    ("<a>\u00e9</a>".encode("latin-1"), "iso-8859-1"),
    ("<?xml version='1.0' encoding='utf-8'?><a>\u00e9</a>".encode("latin-1"), "ISO-8859-1"),  # the header is stronger
    ("<?xml version='1.0' encoding='UTF-16'?><a>\u00e9</a>".encode("utf-16"), None),
    ("<a>\u00e9</a>".encode("utf-16"), "utf-16"),
    ("<a>\u00e9</a>".encode("utf-16-le"), "utf-16"),
    ("<a>\u00e9</a>".encode("utf-16-be"), None),
    ("<?xml version='1.0' encoding='utf-16'?><a>\u00e9</a>".encode(), None),  # it says so and is not
    (b"<?xml version='1.0' encoding='us-ascii'?><a>&#233;</a>", None),
])
def test_character_sets(message, charset):
    assert parse(message, charset=charset).text == "\u00e9"


@pytest.mark.parametrize(("message", "charset", "reason"), [
    ("<a>\u00e9</a>".encode(), "us-ascii", "not ascii text"),
    ("<a>\u00e9</a>".encode("latin-1"), None, "not well-formed"),
    (b"<?xml version='1.0' encoding='ebcdic-cp-be'?><a/>", None, "ebcdic-cp-be"),
    (b"<a/>", "utf-7", "utf-7"),
    ("<a/>".encode("utf-32"), None, ""),
    (b"\xff\xfe<\0a", None, "not utf-16-le text"),
    (b"<a>\0</a>", None, "not well-formed"),
])
def test_other_character_sets_are_refused(message, charset, reason):
    assert reason in refused(message, charset=charset)


@pytest.mark.parametrize("message", [
    b"<!DOCTYPE a><a/>",
    b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
    b"<?xml version='1.0'?>\n<!-- x --> <?y?>\n<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    b"<!DOCTYPE a [<!ENTITY b SYSTEM 'http://192.0.2.1/'>]><a>&b;</a>",
    b"<!DOCTYPE a [<!ENTITY % b SYSTEM 'http://192.0.2.1/'> %b;]><a/>",
    "<!DOCTYPE a><a/>".encode("utf-16"),
])
def test_a_document_type_is_refused_before_it_is_read(message):
    assert "document type" in refused(message)


@pytest.mark.parametrize("message", [b"<a><!-- <!DOCTYPE --></a>", b"<a><![CDATA[<!DOCTYPE a>]]></a>"])
def test_its_name_elsewhere_is_text(message):
    assert parse(message).tag == "a"


@pytest.mark.parametrize("message", [
    b"", b" ", b"text", b"<a>", b"<a/><b/>", b"<a b='1' b='2'/>", b"<x:a/>", b"<a>&b;</a>", b"<a>&#0;</a>", b"{}",
    b"\x1f\x8b\x08\0", b"<html><br></html>"])
def test_what_is_not_well_formed_is_refused(message):
    assert "not well-formed" in refused(message)


def test_comments_and_instructions_are_left_out():
    root = parse(b"<?b?><a><!-- c -->x<?d e?>y<!-- f --></a>")
    assert (root.text, len(root)) == ("xy", 0)


def nested(depth):
    return b"<a>" * depth + b"</a>" * depth


def test_depth():
    assert parse(nested(32)) is not None
    assert "32 levels" in refused(nested(33))
    assert "32 levels" in refused(b"<a>" * 32 + b"<b/>" + b"</a>" * 32)
    assert parse(nested(3), limits=Limits(depth=3)) is not None
    assert refused(nested(4), limits=Limits(depth=3))
    assert refused(nested(100_000))


def elements(number):
    return b"<a>%s</a>" % (b"<b></b>" * (number - 1))


def test_elements():
    assert len(parse(elements(20_000))) == 19_999
    assert "too many elements" in refused(elements(20_001))
    assert "too many elements" in refused(b"<a>%s</a>" % (b"<b/>" * 20_000))


def test_elements_are_counted_and_not_their_look():
    many = b"<a><![CDATA[%s]]><!--%s--></a>" % (b"<" * 30_000, b"<" * 30_000)
    assert len(parse(many).text) == 30_000


def test_what_is_not_well_formed_is_so_however_many_elements_it_has():
    assert "not well-formed" in refused(b"<a></b>" + b"<b/><c>" * 15_000)


def attributes(number):
    return b"<a %s/>" % b" ".join(b"a%d='%d'" % (one, one) for one in range(number))


def test_attributes():
    assert len(parse(attributes(32)).attrib) == 32
    assert "32 attributes" in refused(attributes(33))
    assert "32 attributes" in refused(b"<b><c/>%s</b>" % attributes(33))
    assert "32 attributes" in refused(b"<b\n%s/>" % b"\n".join(b'xmlns:a%d = "%d"' % (one, one) for one in range(33)))


def test_many_attributes_of_many_elements_are_lawful():
    assert len(parse(b"<b>%s</b>" % (attributes(32) * 100))) == 100


def test_texts_with_equal_signs_are_texts():
    assert parse(b"<a>%s</a>" % (b" a='b'" * 100)) is not None


def test_length_of_attributes():
    assert parse(b"<a b='%s'/>" % (b"x" * 4096)) is not None
    assert "4096 characters" in refused(b"<a b='%s'/>" % (b"x" * 4097))
    assert "4096 characters" in refused(b"<a xmlns:b='%s'/>" % (b"x" * 4097))
    assert "4096 characters" in refused(b"<b>x<a c=\"'\" b = \"%s\"/></b>" % (b"x" * 4097))
    assert parse(b"<a b='%s'/>" % (E_ACUTE * 4096)) is not None
    assert "4096 characters" in refused(b"<a b='%s'/>" % (E_ACUTE * 4097))
    assert parse(b"<a>%s</a>" % (b"b='x" * 5000)) is not None


def test_length_of_names():
    assert parse(b"<%s/>" % (b"a" * 512)) is not None
    assert "512 characters" in refused(b"<%s/>" % (b"a" * 513))
    assert "512 characters" in refused(b"<b><c %s='1'/></b>" % (b"a" * 513))
    assert "512 characters" in refused(b"<b><c x=\"'\" y='\"'\n%s='1'/></b>" % (b"a" * 513))
    assert parse(b"<a %s='1'/>" % (E_ACUTE * 512)) is not None
    assert "512 characters" in refused(b"<%s/>" % (E_ACUTE * 513))
    assert parse(b"<a>%s</a>" % (b"a" * 5000)) is not None


@pytest.mark.parametrize("message", [
    pytest.param(b"<a>" + b"<b/>" * 1_000_000 + b"</a>", id="elements"),
    pytest.param(b"<a " + b"".join(b"a%d='' " % one for one in range(400_000)) + b"/>", id="attributes"),
    pytest.param(b"<a " + b"".join(b"xmlns:a%d='b' " % one for one in range(250_000)) + b"/>", id="namespaces"),
    pytest.param(b"<a>" * 1_300_000, id="depth"),
])
def test_four_megabytes_of_nothing_but_markup_cost_no_memory(message):
    tracemalloc.start()
    before = resident()
    try:
        refused(message)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2_000_000
    assert resident() - before < 8_000_000


SIZE = 250_000
SLOW = {
    "prefixes": b"<a %s/>" % (b"xmlns:" * (SIZE // 6)),
    "openings": b"<" * 19_000 + b"x" * (SIZE - 19_000),
    "spaces": b"<a" + b" " * SIZE + b"='1'/>",
    "quotes": b"<a %s/>" % (b"='\"" * (SIZE // 3)),
    "declaration": b"<?xml %s?><a/>" % (b"encoding = " * (SIZE // 11)),
    "prologue": b"<?x %s<!DOCTYPE" % (b"<!--" * (SIZE // 4)),
    "comments": b"<a>%s</a>" % (b"<!-- <b -->" * (SIZE // 11)),
    "tags": b"<a>%s</a>" % b"".join(b"<b%d/>" % number for number in range(19_000)),
    "namespaces": b"".join(b"<a %s>" % b" ".join(b"xmlns:p%d_%d='u'" % (level, one) for one in range(31))
                           for level in range(30)) + b"<b/>" * 18_000 + b"</a>" * 30,
}


@pytest.mark.parametrize("name", SLOW)
def test_no_message_takes_long(name):
    """Each of these would take minutes if one expression looked at it again from every place."""
    if name in ("comments", "tags", "namespaces"):
        assert parse(SLOW[name]).tag == "a"
    else:
        assert refused(SLOW[name])


def resident():
    """Bytes of memory of this process: what libxml2 takes is not traced."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


def test_our_own_output_has_no_limits():
    assert parse_own(nested(100).decode()) is not None


def test_names_of_strangers_are_forgotten():
    """lxml keeps the names it has read for as long as a thread lives."""
    def message(one):
        return b"<a>%s</a>" % b"".join(b"<n%d_%d/>" % (one, two) for two in range(3000))

    parse(message(0))
    before = resident()
    for one in range(1, 120):
        parse(message(one))
    assert resident() - before < 6_000_000


def test_a_tree_outlives_the_thread_that_read_it():
    root = parse(b"<strange1 strange2='3'>text<strange4/></strange1>")
    root[0].tag = "{urn:new}name"
    assert (root.get("strange2"), root.text, root[0].tag) == ("3", "text", "{urn:new}name")
