"""The words around a formula: conditions, and what they say that it is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping

from .errors import ReadError
from .lines import is_letter
from .pages.headings import since_heading
from .pages.source import Passage, Source
from .reader import tree as n
from .reader.conditions import INDICES
from .reader.parser import read

FAR = 5000  # characters before a formula; what stands further back is of something else
_INLINE = re.compile(r"\$([^$]{1,60})\$|\\\((.{1,60}?)\\\)")


def said_beside(source: Source, passage: Passage, macros: Mapping[str, tuple[int, str]],
                ) -> tuple[n.Condition, ...]:
    """The conditions in the words right behind a display, `where $i \\neq j$`, or in those right
    before it, `For $i \\neq j$:`, `If $i = j$,`."""
    before = [prose for prose in source.prose if prose.start <= passage.start]
    found: list[n.Condition] = []
    for inline in _INLINE.findall(before[-1].text[-200:] if before else ""):
        try:
            statements = read("".join(inline), macros).statements
        except ReadError:
            continue
        found += [n.Condition(each.members, each.relations) for each in statements
                  if each.relations in (("!=",), ("=",)) and all(
                      isinstance(member, n.Name) and is_letter(member) for member in each.members)
                  and any(map(_is_index, each.members))]
    behind = _behind(source.text[passage.end:passage.end + 120])
    return behind or tuple(found) or _told_apart(
        since_heading(source.text[max(0, passage.start - FAR):passage.start]))


_APART = re.compile(
    r"(?:\$|\\\()\s*([i-n])\s*(=|\\neq?|\\not\s*=|≠)\s*([i-n])\s*(?:\$|\\+\))")
_BEHIND = re.compile(r"""
    [^\w(]* (?:end\{\w+\*?\}[^\w(]*)? \(?  # the end of the display
    (?:where|when|whenever|if|for|with|provided|wenn|falls|für|mit|wobei|si|pour|où|cuando|para|con|
       donde|quando|se|per|dove|onde|если|при|где|当|若|其中|当且仅当) (?:\s+[a-z]+)? \s*
    (?:\$|\\+\()? \s* ([i-n]) (?:\$|\\+\))? \s*
    (=|\\neq?|\\not\s*=|≠|!=|different\s+from|other\s+than|not\s+equal\s+to) \s*
    (?:\$|\\+\()? ([i-n]) \s* (?:\$|\\+\)|(?![\w$\\]))
    (?!\s*[,，]?\s*(?:[:：]|\$\$|\\\[))  # of this display, not of the next one
    """, re.VERBOSE)


def _behind(text: str) -> tuple[n.Condition, ...]:
    """The `where $j \\neq i$` that a display ends with, if it doesn't lead to the next one."""
    found = _BEHIND.match(text)
    return () if found is None else (_condition(*found.groups()),)


def _condition(one: str, sign: str, two: str) -> n.Condition:
    return n.Condition((n.Name(one), n.Name(two)), ("=" if sign == "=" else "!=",))


def _told_apart(text: str) -> tuple[n.Condition, ...]:
    """The last `$i \\neq j$` or `$i = j$` of a text, such as that of a heading."""
    found = _APART.findall(text)
    if not found:
        return ()
    return (_condition(*found[-1]),)


_OPENS = re.compile(r"(\$\$|\$|\\\[|\\\(|\\begin\{[^}]*\})\s*$")
_DISPLAYS = re.compile(r"\$\$|\\\]|\\end\{[^}]*\}")
_BETWEEN = re.compile(r"\\(begin|end)\{[^}]*\}|[\s$\\\[\]]")
_LABELLED = re.compile(r"=\s*[01]\b")
TOGETHER = 5  # displays that one sentence may lead to
_SENTENCES = re.compile(r"[.!?;。！？](?=\s|$)|[。！？]")


def sentence_before(source: Source, passage: Passage) -> str:
    """The words between a formula and the end of the sentence or display before it; of displays
    that stand together, those before the first one too, if they name a label: $y = 1$."""
    own = passage
    at = bisect_left(source.passages, passage.start, key=lambda each: each.start)
    for above in reversed(source.passages[max(0, at - TOGETHER):at]):
        if _BETWEEN.sub("", source.text[above.end:passage.start]):
            break
        passage = above
    found = _SENTENCES.split(words_before(source, passage))[-1].strip()
    return found if passage is own or _LABELLED.search(found) else ""


def words_before(source: Source, passage: Passage) -> str:
    """The words between a formula and the display before it, but no more than two lines or so."""
    text = _OPENS.sub("", source.text[max(0, passage.start - 200):passage.start])
    return _DISPLAYS.split(text)[-1].strip()


_CASE = re.compile(
    r"^(\$\$?|\\\]|\\\))?\s*[,，(]?\s*\(?(when|if|for|where|si|wenn|falls|für|cuando|quando|se|lorsque|"
    r"pour|如果|当|若|если|при)\s*(\$|\\\()\s*[a-zA-Z][^$=]{0,20}=\s*[01]\s*(\$|\\\))",
    re.IGNORECASE)


def is_of_a_case(source: Source, passage: Passage) -> bool:
    """Whether the words behind a formula say for which label it holds: `…, when $y = 1$`."""
    return _CASE.match(source.text[passage.end:passage.end + 80]) is not None


def _is_index(member: n.Node) -> bool:
    return isinstance(member, n.Name) and member.base in INDICES
