"""A page as a strict reader sees it: tags that fit, anchors, links, text."""

from html.parser import HTMLParser

VOID = {"meta", "link", "br"}
LOADING = {"script", "img", "iframe", "object", "embed", "video", "audio", "source", "form", "base"}


class Read(HTMLParser):
    """One parsed page; AssertionError where it is not well made."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self.titles: list[str] = []
        self._open: list[str] = []
        self.feed(content.decode())
        self.close()
        assert self._open == [], self._open

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        assert tag not in LOADING
        assert not {"src", "srcset", "style", "background"} & set(told)
        assert not any(name.startswith("on") for name in told)
        if "id" in told:
            assert told["id"] not in self.anchors, f"twice: {told['id']}"
            self.anchors.add(told["id"])
        if tag == "a":
            self.links.append(told["href"])
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if self._open and self._open[-1] == "style":
            assert "url(" not in data
            assert "@import" not in data
        else:
            self.text += data
        if self._open and self._open[-1] == "title":
            self.titles.append(data)
