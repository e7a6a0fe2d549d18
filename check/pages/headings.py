"""Headings of Markdown, LaTeX and HTML, and what divides a page like one."""

from __future__ import annotations

import re

HEADING = re.compile(
    r"^(?P<hashes>#{1,6})[ \t]+\S|^(?P<bangs>!{2,4})[ \t]*[^\[\s]"
    r"|^(?P<tags><[hH](?P<level>[1-6])\b)"
    r"|^[ \t]*\\(?P<tex>chapter|(?:sub){0,2}section|paragraph)\*?\s*[{\[]"
    r"|^(?P<bold>\*\*[^*\n]+\*\*:?[ \t]*$)|^(?P<line>\S[^\n]*\n(?P<rule>={3,}|-{3,})[ \t]*$)"
    r"|(?<=\n\n)(?P<break>-{3,}|\*{3,}|_{3,})[ \t]*$|^(?P<item>\d+[.)])[ \t]+[*_]",
    re.MULTILINE)
RANKED = ("hashes", "bangs", "tags", "tex", "line")  # no bold line, rule or item of a list


def since_heading(text: str) -> str:
    """What stands under the last heading of a text, with the heading.

    >>> since_heading("# The case $i = k$\\nOne.\\n\\n# Another\\nTwo.")
    '# Another\\nTwo.'
    """
    starts = [found.start() for found in HEADING.finditer(text) if any(map(found.group, RANKED))]
    return text[starts[-1]:] if starts else text
