"""Functions of a list: the adjoints of all its numbers at once."""

from __future__ import annotations

from typing import Any

from .reshaped import along
from .tracing import Rows, Writer


def _through_logsumexp(writer: Writer, out: Rows, z: Rows, adjoint: Rows) -> Rows:
    p = writer.write("softmax", (z,))
    return writer.apply("mul", p, along(adjoint))  # type: ignore[no-any-return]


def _through_softmax(writer: Writer, p: Rows, z: Rows, adjoint: Rows) -> Any:
    """pᵢ(gᵢ Σⱼ≠ᵢ pⱼ − Σⱼ≠ᵢ gⱼ pⱼ): the rule's slopes, which keep their digits."""
    others = writer.write("others", (p,))
    weighted = writer.write("others", (writer.apply("mul", adjoint, p),))
    return p * (adjoint * others - weighted)


def _through_log_softmax(writer: Writer, out: Rows, z: Rows, adjoint: Rows) -> Any:
    p = writer.write("softmax", (z,))
    return adjoint * writer.write("others", (p,)) - p * writer.write("others", (adjoint,))


OVER_LISTS = {"logsumexp": _through_logsumexp, "softmax": _through_softmax,
               "log_softmax": _through_log_softmax}
