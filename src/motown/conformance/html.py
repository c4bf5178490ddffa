"""The report for people: one page that needs nothing else."""

from html import escape

from motown.conformance import KIT_VERSION
from motown.conformance.requirements import PROFILES
from motown.conformance.running import Report, Result
from motown.conformance.world import World

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1b1f24 }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100% } td, th { padding: .35rem .6rem; text-align: left; vertical-align: top }
tr { border-bottom: 1px solid #d8dee4 } td:first-child { white-space: nowrap; font-family: ui-monospace, monospace }
.Passed { color: #1a7f37 } .Failed { color: #cf222e; font-weight: 600 } .Skipped, .NotTestable { color: #7d4e00 }
pre { background: #f6f8fa; padding: .6rem; overflow: auto; max-height: 24rem; white-space: pre-wrap }
summary { cursor: pointer } dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem }
dt { color: #57606a } dd { margin: 0 }
"""


def page(world: World, report: Report) -> bytes:
    """The report of a run."""
    product = world.services.implementation
    counts = ", ".join(f'<span class="{verdict}">{count} {verdict}</span>'
                       for verdict, count in sorted(report.counts.items()))
    parts = [
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Conformance of {escape(product.name)} {escape(product.version)}</title><style>{_STYLE}</style></head>",
        "<body><h1>Conformance to Motown's open standard</h1><dl>",
        f"<dt>Product</dt><dd>{escape(product.name)} {escape(product.version)}</dd>",
        f"<dt>Address</dt><dd>{escape(world.options.url)}</dd>",
        f"<dt>Tested</dt><dd>{report.began_at:%F %T} UTC, kit {KIT_VERSION}</dd>",
        f"<dt>Result</dt><dd>{counts}</dd></dl>"]
    for profile in PROFILES:
        results = [one for one in report.results if one.requirement.profile == profile]
        if results:
            parts += [f"<h2>{profile}</h2><table><tr><th>Number<th>Result<th>Seconds<th>What was done</tr>",
                      *map(_row, results), "</table>"]
    return "\n".join([*parts, "</body></html>\n"]).encode()


def _row(result: Result) -> str:
    number = result.requirement.number
    return (f'<tr id="{number}"><td>{number}<td class="{result.verdict}">{result.verdict}<td>{result.seconds:.2f}'
            f"<td>{_told(result)}</tr>")


def _told(result: Result) -> str:
    title = escape(result.requirement.title)
    if result.verdict == "Skipped":
        return f"{title}<br><em>{escape(result.reason)}</em>"
    if result.verdict != "Failed":
        return title
    exchanges = "".join(f"<pre>{escape(one)}</pre>" for one in result.exchanges)
    wanted = (f"<dl><dt>Expected</dt><dd>{escape(result.expected)}</dd><dt>Got</dt>"
              f"<dd><pre>{escape(result.got)}</pre></dd></dl>")
    return f"{title}{wanted}<details><summary>The last exchanges</summary>{exchanges}</details>"
