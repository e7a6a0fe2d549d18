"""The Markdown cells of a Jupyter notebook, read as data and never run."""

from __future__ import annotations

import json
from typing import Any

from ..errors import CheckError


def markdown_cells(content: str, document: str) -> list[tuple[int, str]]:
    """Each Markdown cell's number, from 1 over all cells, and its text.

    Raises CheckError if the file is no notebook.

    >>> markdown_cells('{"cells": [{"cell_type": "markdown", "source": ["a", "b"]}]}', "x.ipynb")
    [(1, 'ab')]
    """
    cells = enumerate(_cells(_loaded(content, document), document), 1)
    return [(number, _source(cell)) for number, cell in cells
            if isinstance(cell, dict) and cell.get("cell_type") == "markdown"]


def _loaded(content: str, document: str) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise CheckError(f"{document} is no Jupyter notebook ({error}); save it again in Jupyter, "
                         "or give its text as .md") from error


def _cells(notebook: Any, document: str) -> list[Any]:
    if isinstance(notebook, dict):
        cells = notebook.get("cells")
        sheets = notebook.get("worksheets")
        if cells is None and isinstance(sheets, list) and sheets and isinstance(sheets[0], dict):
            cells = sheets[0].get("cells")
        if isinstance(cells, list):
            return cells
    raise CheckError(f"{document} is no Jupyter notebook: it has no list of cells; give a notebook "
                     "that Jupyter opens, or its text as .md")


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))
