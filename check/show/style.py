"""The look of the pages: light and dark, screen and paper; every colour has a sign beside it."""

STYLE = """
:root {
  --ground: #fbfaf7; --sheet: #ffffff; --ink: #1d2126; --pale: #626b76; --rule: #e3e1da;
  --green: #1c7a3e; --red: #b3261e; --grey: #6a7079; --amber: #8a6100;
  --green-wash: #eef7f0; --red-wash: #fdf1ef; --grey-wash: #f3f3f1;
}
@media (prefers-color-scheme: dark) { :root {
  --ground: #16181b; --sheet: #1d2024; --ink: #e6e4df; --pale: #9aa2ac; --rule: #33373d;
  --green: #6cc98a; --red: #ff8a80; --grey: #a5abb3; --amber: #e0b04d;
  --green-wash: #1b2a20; --red-wash: #2f1f1e; --grey-wash: #24272b;
} }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 "Source Sans 3", "Segoe UI", "Helvetica Neue", "Noto Sans", Arial, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; }
section + section { margin-top: 4rem; padding-top: 2rem; border-top: 1px solid var(--rule); }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .6rem; overflow-wrap: anywhere; }
p { margin: 0; }
a { color: inherit; }
header { margin-bottom: 1.75rem; }
.counts { display: inline-flex; flex-wrap: wrap; gap: .3rem 1.25rem; color: var(--pale); }
.count b { font-size: 1.1em; }
.count.true b, .count.reading b { color: var(--green); }
.count.false b { color: var(--red); }
.count.unsettled b { color: var(--grey); }
nav { margin-bottom: 3rem; }
nav li { margin: .25rem 0; }
nav .counts { margin-left: 1rem; font-size: .9rem; }
.head { color: var(--pale); font-size: .8rem; letter-spacing: .06em; text-transform: uppercase;
  padding-bottom: .35rem; }
.binding { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr));
  gap: 0 2rem; margin: 0 0 1.75rem; font-size: .92rem; }
.binding div { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); gap: 0 .75rem;
  padding: .25rem 0; border-top: 1px solid var(--rule); align-items: baseline; }
.binding dt, .binding .found { color: var(--pale); }
.binding dd { margin: 0; overflow-wrap: anywhere; }
.binding .found { display: block; font-size: .9em; }
.binding math, p math { display: inline math; font-size: 1.08em; }
.rest { color: var(--pale); font-size: .85rem; margin: -1.25rem 0 1.75rem; }
.jump { margin-left: 1.25rem; color: var(--red); }
nav .jump { font-size: .9rem; }
article:target { outline: 2px solid var(--amber); outline-offset: 2px; }
.note { color: var(--pale); font-style: italic; margin-bottom: 1rem; }
article { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: 0 1.25rem;
  background: var(--sheet); border: 1px solid var(--rule); border-left: .3rem solid var(--grey);
  border-radius: .4rem; padding: .7rem 1.1rem; margin-bottom: .6rem; }
article.true, article.reading { border-left-color: var(--green); }
article.reading { border-left-style: dashed; }
article.false { border-left-color: var(--red); background: var(--red-wash); }
article.unsettled { background: var(--grey-wash); }
.verdict { display: grid; grid-template-columns: 1.5rem 1fr; align-content: start;
  color: var(--pale); font-size: .85rem; line-height: 1.4; padding-top: .2rem; }
.mark { grid-row: span 3; font-size: 1.35rem; line-height: 1; font-weight: bold; }
.word { font-weight: 600; }
.true > .verdict .mark, .true > .verdict .word, .reading > .verdict .mark,
.reading > .verdict .word { color: var(--green); }
.false > .verdict .mark, .false > .verdict .word { color: var(--red); }
.formula { overflow-x: auto; overflow-y: hidden; padding: .15rem 0; }
.formula math { margin: 0; width: max-content; text-align: left; font-size: 1.12rem; }
math { font-family: "Latin Modern Math", "STIX Two Math", "Cambria Math", "Libertinus Math", math; }
mtable[columnspacing] > mtr > mtd { padding-left: 0; padding-right: 0; }
mtable[columnspacing] > mtr > mtd:nth-child(2n+3) { padding-left: 2em; }
mtd[columnalign=right] { text-align: right; text-align: -webkit-right; }
mtd[columnalign=left] { text-align: left; text-align: -webkit-left; }
msub, msup, msubsup { padding-right: .06em; }
.unknown { font: .8em "SF Mono", "Cascadia Code", Consolas, "DejaVu Sans Mono", monospace;
  color: var(--amber); padding: 0 .25em; }
mtd { padding-top: .3em; padding-bottom: .3em; }
code { font-family: "SF Mono", "Cascadia Code", Consolas, "DejaVu Sans Mono", monospace;
  font-size: .82rem; white-space: pre-wrap; overflow-wrap: anywhere; }
pre { margin: .4rem 0 0; padding: .4rem .6rem; border: 1px solid var(--rule); border-radius: .3rem;
  background: var(--ground); line-height: 1.4; user-select: all; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr));
  gap: .75rem 1.5rem; }
.pair > div { min-width: 0; }
.repair { border-left: 2px solid var(--green); padding-left: .9rem; }
.repair .head { color: var(--green); }
.part { margin-top: .5rem; }
.part .head { padding-bottom: 0; }
.part + .part { border-top: 1px dashed var(--rule); padding-top: .5rem; }
.part.false .why { color: var(--red); font-weight: 600; }
.part.reading .why, .part.unsettled .why { color: var(--pale); }
.part > p, .binding dd, .note { overflow-x: auto; overflow-y: hidden; }
.evidence, .worst { color: var(--pale); font-size: .92rem; overflow-wrap: anywhere; }
.table { overflow-x: auto; margin-bottom: 3rem; }
.legend li::marker { color: var(--pale); }
.legend { padding-left: 1.6rem; } .legend li { padding: .2rem 0 .2rem .6rem; }
.class tfoot { color: var(--pale); }
.class { border-collapse: collapse; font-size: .92rem; }
.class th, .class td { padding: .35rem .6rem; border-bottom: 1px solid var(--rule);
  text-align: center; }
.class th[scope=row] { text-align: left; font-weight: 600; }
.class td.true { color: var(--green); } .class td.false { color: var(--red); font-weight: 600; }
.class td.unsettled { color: var(--grey); } .class td.why { text-align: left; color: var(--pale); }
@media (max-width: 40rem) {
  article { grid-template-columns: minmax(0, 1fr); gap: .4rem; }
  .verdict { grid-template-columns: auto auto auto auto; justify-content: start;
    align-items: baseline; gap: .6rem; }
  .mark { grid-row: auto; }
}
@media print {
  :root { --ground: #fff; --sheet: #fff; --ink: #000; --pale: #444; --rule: #bbb; --green: #0a5c28;
    --red: #9b1c15; --grey: #555; --red-wash: #fff; --grey-wash: #fff; --green-wash: #fff; }
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; }
  article { break-inside: avoid; border-radius: 0; } .formula { overflow: visible; }
  .formula math { font-size: 10.5pt; } section { break-before: page; }
  section:first-of-type { break-before: auto; }
}
"""
