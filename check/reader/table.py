"""Which function reads what: factors by the kind of their first token, larger parts by name.

"item" is what stands between commas, "product" what stands between + and −. The files of the
grammar enter their functions here, so that each needs to know only the table.
"""

from __future__ import annotations

from collections.abc import Callable

from .stream import Stream
from .tree import Node

Reader = Callable[[Stream], Node]
READERS: dict[str, Reader] = {}
JUXTAPOSED = {"name", "number", "open", "{", "frac", "sqrt", "accent", "reduction", "partial",
              "dots", "begin", "derive", "brace", "binom"}


def reads(*kinds: str) -> Callable[[Reader], Reader]:
    """Enter a function in READERS as the reader of these kinds."""
    def entered(reader: Reader) -> Reader:
        READERS.update(dict.fromkeys(kinds, reader))
        return reader
    return entered
