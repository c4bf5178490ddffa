"""The stylesheet of every page: light and dark, for phones too, on paper, nothing loaded."""

STYLE = """
:root { --ink: #1c2330; --soft: #5b6475; --line: #d9dee7; --ground: #fff; --raised: #f5f7fa; --link: #0b5cad;
  --yes: #0f6b3a; --part: #8a5a00; --no: #687080; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ef; --soft: #9aa4b5; --line: #333b49; --ground: #12161d;
  --raised: #1a2029; --link: #7ab8ff; --yes: #5fd394; --part: #e0b050; --no: #8b95a6; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; color: var(--ink);
  background: var(--ground); overflow-wrap: break-word; }
header, main, footer { max-width: 68rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1rem; padding-bottom: .75rem; border-bottom: 1px solid var(--line); }
.title { font-weight: 700; color: inherit; text-decoration: none; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin-top: .4rem; font-size: .92rem; }
nav a { padding: .15rem 0; }
nav a[aria-current] { color: inherit; font-weight: 600; text-decoration: none; border-bottom: 2px solid var(--link); }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; background: var(--ground); }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 1.75rem 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.75rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
.here { color: var(--no); font-weight: 400; text-decoration: none; opacity: 0; }
h1:hover .here, h2:hover .here, h3:hover .here, .here:focus { opacity: 1; }
p { margin: .5rem 0; max-width: 46rem; }
ul.plain { list-style: none; padding: 0; columns: 15rem; column-gap: 2rem; } ul.plain li { padding: .1rem 0; }
code, pre { font: .87em/1.5 ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace; }
code { background: var(--raised); padding: .1em .3em; border-radius: .25em; }
td code, dd code, pre code { background: none; padding: 0; }
pre code { font-size: 1em; } a[href^="policy.html#"] { white-space: nowrap; }
dt:target { font-weight: 700; color: var(--ink); }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: .4rem; padding: .75rem 1rem;
  overflow-x: auto; margin: .5rem 0; font-size: .82rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: .75rem 0; }
dt { color: var(--soft); } dd { margin: 0; min-width: 0; }
.scroll { overflow-x: auto; margin: .5rem 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; font-size: .82rem; white-space: nowrap; }
table.fields td:nth-child(-n+3) { white-space: nowrap; width: 1%; }
table.services td:first-child { white-space: nowrap; width: 1%; } table.services p { margin: 0 0 .4rem; }
table.matrix td, table.matrix th { text-align: center; padding: .3rem .4rem; }
table.matrix td:first-child, table.matrix th:first-child { text-align: left; position: sticky; left: 0;
  background: var(--ground); }
.all { color: var(--yes); font-weight: 600; } .own, .aggregate { color: var(--part); } .none { color: var(--no); }
details { margin: .5rem 0; border: 1px solid var(--line); border-radius: .4rem; padding: 0 .9rem; }
details[open] { padding-bottom: .5rem; } summary { cursor: pointer; padding: .45rem 0; color: var(--link); }
dl.rules { grid-template-columns: 9.5rem minmax(0, 46rem); gap: .6rem 1rem; } dl.rules dt a { white-space: nowrap; }
.lead { font-size: 1.08rem; } .soft { color: var(--soft); }
footer { margin-top: 3rem; padding-top: 1rem; padding-bottom: 2rem; border-top: 1px solid var(--line);
  color: var(--soft); font-size: .9rem; }
@media (max-width: 44rem) {
  h1 { font-size: 1.45rem; } h2 { font-size: 1.2rem; }
  nav a { padding: .4rem 0; }
  dl, dl.rules { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; }
  ul.plain { columns: 11rem; }
  table.fields, table.services, :is(table.fields, table.services) :is(tbody, tr, td) { display: block; }
  :is(table.fields, table.services) thead { display: none; }
  :is(table.fields, table.services) tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  table.services td { border: 0; padding: .1rem 0; }
  table.fields td { border: 0; padding: 0; white-space: normal; width: auto; }
  table.fields td:nth-child(2), table.fields td:nth-child(3) { display: inline; color: var(--soft);
    font-size: .87rem; margin-right: .75rem; }
  table.fields td:first-child { font-weight: 600; }
  table.fields td:nth-child(3)::before { content: attr(data-label) ": "; }
}
@media print { nav, .here, .skip { display: none; } details { border: 0; } }
"""
