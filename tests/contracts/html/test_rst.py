"""The text of the standard becomes HTML: each construct that is used, and none that is not understood."""

import pytest

from motown.contracts.html.markup import link, tag
from motown.contracts.html.rst import Writer, anchor

WRITER = Writer(lambda words: words, lambda name: link(f"{name}.html", name), lambda words: tag("dt", words))


def made(source: str) -> str:
    return "".join(WRITER.page(source))


@pytest.mark.parametrize(("source", "html"), [
    ("Title\n=====\n\nText\nand more.", '<h1 id="title">Title</h1><p>Text and more.</p>'),
    ("Who decides\n-----------", '<h2 id="who-decides">Who decides</h2>'),
    ("a ``b < c`` and *d* and **e**.", "<p>a <code>b &lt; c</code> and <em>d</em> and <strong>e</strong>.</p>"),
    ("``*`` is no mark, nor is 2 * 3 * 4", "<p><code>*</code> is no mark, nor is 2 * 3 * 4</p>"),
    ("see :doc:`access`", '<p>see <a href="access.html">access</a></p>'),
    ("a < b & c", "<p>a &lt; b &amp; c</p>"),
    ("- one\n- two\n  more\n\nafter", "<ul><li>one</li><li>two more</li></ul><p>after</p>"),
    ("1. one\n   more\n2. two", "<ol><li>one more</li><li>two</li></ol>"),
    ("term\n    what\n    it is\n\nother\n    that",
     '<dl class="rules"><dt>term</dt><dd>what it is</dd><dt>other</dt><dd>that</dd></dl>'),
    ("Type this::\n\n    first\n      <second>\n\nafter",
     "<p>Type this:</p><pre><code>first\n  &lt;second&gt;</code></pre><p>after</p>"),
    ("====  ====\na     b\n====  ====\n1     x y\n2     ``z``\n====  ====\n\nafter",
     ('<div class="scroll"><table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tbody>'
      '<tr><td data-label="a">1</td><td data-label="b">x y</td></tr>'
      '<tr><td data-label="a">2</td><td data-label="b"><code>z</code></td></tr></tbody></table></div><p>after</p>')),
])
def test_what_is_used(source, html):
    assert made(source) == html


@pytest.mark.parametrize("source", [
    ".. note:: this", "see `there <http://example.org>`__", "| a line", "a reference_ and `another`_"])
def test_what_is_not_understood_is_refused(source):
    with pytest.raises(ValueError, match="is not known here"):
        made(source)


def test_anchors_are_words():
    assert anchor("What it's for: all?") == "what-it-s-for-all"
