"""A document as data: its formulas, the words between them, and where each stands."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Passage:
    r"""A display, or an inline formula with a relation: `text[start:end]` without its delimiters.

    `latex` has spaces where the file has comments, so that its offsets are the file's. `cell`
    counts the cells of a notebook from 1; it is 0 elsewhere. `note` says what was wrong with the
    delimiters, if anything.
    """

    latex: str
    line: int
    inline: bool
    start: int
    end: int
    cell: int = 0
    note: str = ""


@dataclass(frozen=True)
class Prose:
    """A piece of a paragraph between two displays, inline formulas included as they stand."""

    text: str
    line: int
    start: int = 0


@dataclass
class Source:
    r"""Everything that was read from one document, in the order of the file.

    `macros` has for `\name` its number of arguments and its body: `{"\\half": (0, "\\frac12")}`.
    `text` is what offsets and lines count in (for a notebook, its Markdown cells one after the
    other); `notes` says what was read generously.
    """

    document: str
    passages: list[Passage]
    prose: list[Prose]
    macros: dict[str, tuple[int, str]] = field(default_factory=dict)
    text: str = field(default="", repr=False)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._starts = line_starts(self.text)

    def place(self, passage: Passage, offset: int = 0) -> tuple[int, int]:
        """Line and column, from 1, of a character of a passage.

        >>> from chalkgrad.check.pages.displays import displays_of
        >>> source = displays_of("So$$\\na = b$$", "md")
        >>> source.place(source.passages[0], 4)
        (2, 5)
        """
        return place(self._starts, passage.start + offset)


def line_starts(text: str) -> list[int]:
    """The offset at which each line of the text begins."""
    starts, end = [0], text.find("\n")
    while end >= 0:
        starts.append(end + 1)
        end = text.find("\n", end + 1)
    return starts


def place(starts: list[int], offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1.

    >>> place(line_starts("ab\\ncd"), 4)
    (2, 2)
    """
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1
