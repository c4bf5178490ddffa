"""The page ``/acme/``: what displays show, as whoever stands before one can read."""

from html import escape

from motown.addon import Registry
from motown.http.message import HttpAnswer, HttpRequest, text
from motown_acme.tables import displays

_PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>Acme displays</title>
<h1>Acme displays</h1>
<table><tr><th>charge point<th>shows<th>since{rows}</table>
"""


class Page:
    """An endpoint."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def __call__(self, http: HttpRequest) -> HttpAnswer:
        """The page, or where it is not."""
        if http.path not in ("/acme", "/acme/"):
            return text(404, f"There is no {http.path} here.")
        rows = await self._registry.read(displays)
        shown = "".join(f"<tr><td>{escape(row.charge_point_id)}<td>{escape(row.text)}<td>{row.shown_at:%F %T}"
                        for row in rows)
        return HttpAnswer(200, "text/html; charset=utf-8", _PAGE.format(rows=shown).encode())
