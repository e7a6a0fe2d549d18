"""Vectors written without their index: one component, or the right class alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..errors import ReadError
from ..meaning import term as t
from ..meaning.definition import Definition
from ..meaning.question import Question


def at_class(question: Question) -> Question:
    """x_k′(b_y) is meant for k = y: the derivative of a definition by the right class's entry."""
    slopes = [part for part in t.parts(question.left) if isinstance(part, t.Slope)
              and isinstance(part.of, t.Alias) and t.Unit("class") in t.parts(part.wrt)]
    if len(slopes) != 1 or len(question.letters) != 1:
        raise ReadError("no right class takes part")
    test = t.Test(question.letters[0], "=", t.Unit("class"))
    return replace(question, tests=(*question.tests, test))


def at_one_hot(question: Question) -> Question | None:
    """−Σ_w y_w ln p_w = −ln p_o, which holds for the one class o that is right; None where no such
    index stands on both sides, or beside a sum over the classes."""
    targets = [part for part in t.parts((question.left, question.right))
               if isinstance(part, t.Tensor) and part.role == "target" and part.indices]
    if len(question.letters) != 1 or not targets or any(
            isinstance(part, t.Slope) for part in t.parts((question.left, question.right))):
        return None
    free = question.letters[0]
    lone = [side for side in (question.left, question.right) if free not in t.parts(side)]
    summed = {part.letter for side in lone for part in t.parts(side) if isinstance(part, t.Reduced)}
    if lone and not any(set(target.indices) & summed for target in targets):
        return None
    return replace(question, tests=(*question.tests, t.Test(free, "=", t.Unit("class"))))


def beside(term: Any) -> Any:
    """In a_j − y the target without an index is the one of the activation beside it."""
    term = t.rebuilt(term, beside)
    if isinstance(term, t.Sum):
        indexed = [part for _, part in term.terms if isinstance(part, t.Tensor) and part.indices]
        term = replace(term, terms=tuple(
            (sign, replace(part, indices=indexed[0].indices)
             if isinstance(part, t.Tensor) and part.role == "target" and not part.indices
             and len(indexed) == 1 else part) for sign, part in term.terms))
    return term


def componentwise(question: Question, definitions: Mapping[str, Definition]) -> Question:
    """Give every vector without an index the one free index that counts its layer."""
    everything = [*t.parts((question.left, question.right))]
    bodies = tuple(definitions[part.name].body for part in everything
                   if isinstance(part, t.Alias))
    special: list[Any] = [t.Unit("class")] if t.Unit("class") in [
        *everything, *t.parts(bodies)] else []

    def indexed(term: Any) -> Any:
        if isinstance(term, t.Tensor) and not term.indices and term.role != "weight":
            fitting = [letter for letter in question.letters
                       if question.types[letter] == term.layer] or special
            return replace(term, indices=(fitting[0],)) if len(fitting) == 1 else term
        if isinstance(term, t.Alias) and not term.indices and special:
            wanted = len(definitions[term.name].indices)
            term = replace(term, indices=(special[0],) * wanted)
        return t.rebuilt(term, indexed)

    return replace(question, left=indexed(question.left), right=indexed(question.right))
