"""From an outcome to a verdict, and why it is no more than that."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ..meaning import term as t
from ..meaning.binding import Binding
from ..meaning.definition import Definition
from ..meaning.kinds import SAMPLE, Kind, written
from ..meaning.quantities import HERE
from ..meaning.question import Question
from ..report import FALSE, READING, TRUE, UNSETTLED, Part
from .readings import Context, Reading
from .trial import Outcome, size
from .world import COSTS

CONDITION = "this may be a condition on its letters"
PLACED = ("input", "target", "prediction")  # roles that are themselves a place in the network


def part_of(outcome: Outcome, question: Question, reading: Reading, notes: list[str],
            context: Context, latex: str) -> Part:
    """What is said of a pair that was tried."""
    words = "; ".join(([reading.words] if reading.words else []) + list(dict.fromkeys(notes)))
    if outcome.equal is None:
        return Part(latex, UNSETTLED, reason=outcome.reason)
    unknown = unknown_on_one_side(question, context) or _unstated(question, context)
    if not outcome.equal and unknown:
        return Part(latex, UNSETTLED, reason=f"nothing says what {unknown} is")
    condition = "" if outcome.equal or context.least else _condition(question, context)
    if condition:
        return Part(latex, UNSETTLED, reason=condition)
    if outcome.error is not None and _has_bare(question, context.binding):
        return Part(latex, UNSETTLED, reason=outcome.reason)
    if not outcome.equal:
        return Part(latex, FALSE, reason=outcome.reason, worst=outcome.worst)
    if missing := _argument_missing(question):
        return Part(latex, FALSE, reason=f"the right side has no {missing} in it")
    if _says_nothing(outcome, question, not context.binding.plain):
        return Part(latex, UNSETTLED, reason="both sides are 0 wherever it was tried: nothing says "
                    "how these quantities depend on one another")
    if any(HERE not in (left.base, right.base) for left, right in question.equations):
        return _only_there(question, latex, words)
    words = "; ".join(filter(None, [words, _supposed(question, context),
                                    _of_one(question, context)]))
    return Part(latex, READING if words else TRUE, reading=words)


def _has_bare(question: Question, binding: Binding) -> bool:
    """Whether a vector or matrix leaves out its layer, so that shapes are partly guessed; where
    there is one layer, only those are that may hold the samples of a batch."""
    if binding.stacked:
        return False  # there is one layer only, and samples are rows
    tensors = [part for part in t.parts((question.left, question.right))
               if isinstance(part, t.Tensor)]
    if binding.depth == 1:
        return any(tensor.name.isupper() and tensor.role not in ("weight", "bias")
                   for tensor in tensors)
    placed = () if any(tensor.indices for tensor in tensors) else PLACED
    return any(not tensor.indices and not tensor.explicit
               and tensor.name not in binding.letter_layers
               and binding.role(tensor.name) not in placed for tensor in tensors)


def _unstated(question: Question, context: Context) -> str:
    """A cost that nothing states can't be held against a line with targets in it."""
    return "the cost" if context.cost == "any" and _holds_targets_to_cost(question) else ""


def _supposed(question: Question, context: Context) -> str:
    """The usual cost, where the document states none, and a line has the cost and targets."""
    supposed = "supposed cost=" in context.binding.evidence and isinstance(context.cost, str)
    return f"if the cost is {COSTS[context.cost][0]}" \
        if supposed and _holds_targets_to_cost(question) else ""


def _of_one(question: Question, context: Context) -> str:
    """A gradient without any sample or index in it, beside a cost that is a mean over them."""
    parts = list(t.parts((question.left, question.right)))
    several = Kind(SAMPLE) in question.types.values() or any(
        isinstance(part, t.Size) or (isinstance(part, t.Tensor) and (part.sample or part.batch))
        or (isinstance(part, t.Cost) and part.sample) for part in parts)
    if several or not isinstance(context.cost, Definition) or not _holds_targets_to_cost(question):
        return ""
    if is_mean(context.cost):
        return "of one sample alone"
    mean = any(isinstance(part, t.Size) for part in t.parts(context.cost.body))
    return "where the mean in the cost is over one" if mean else ""


def _condition(question: Question, context: Context) -> str:
    """What an equation may say that need not always hold."""
    if context.binding.plain and not _says_of_functions(question):
        return CONDITION
    if _is_orthogonal(question):
        return "that a product is I may be an assumption"
    return "this may be a condition on the data" if _is_of_data(question) else ""


def is_mean(cost: Definition) -> bool:
    """Whether a stated cost is divided by the number of samples."""
    return any(isinstance(part, t.Size) and (part.of == "sample" or cost.types.get(
        part.of) == Kind(SAMPLE)) for part in t.parts(cost.body))  # type: ignore[arg-type]


def _holds_targets_to_cost(question: Question) -> bool:
    """Whether both the cost and targets take part."""
    parts = list(t.parts((question.left, question.right)))
    return any(isinstance(part, t.Cost) for part in parts) and any(
        isinstance(part, t.Tensor) and part.role == "target" for part in parts)


def unknown_on_one_side(question: Question, context: Context) -> str:
    """A letter that nothing defines and that only one side has: the other side can't know it,
    unless by something that is defined with it, or as a letter of the activation function."""
    sides = question.left, question.right
    left, right = (_free(side) for side in sides)
    inside, beside = (_free(tuple(_bodies(side, context))) for side in sides)
    if context.smallest is not None:
        return min((left ^ right) - _free(context.smallest.body), default="")
    if context.binding.arrays:
        return min(right - left - inside, default="")  # ∂(aᵀx)/∂x = x leaves out a: it is wrong
    spelled_out = _word_of_letters(question, inside | beside)
    lone = (left - right - beside) | (right - left - inside) | _parameters(question, context)
    return spelled_out or min(lone - _free(context.form) - _varied(sides, context), default="")


def _varied(sides: Any, context: Context) -> set[str]:
    """The x of d/dx |x| and of f(x): that it can be varied is all that needs to be known of it."""
    varied = tuple(part.wrt if isinstance(part, t.Slope) else part.arguments
                   for part in t.parts(sides) if isinstance(part, (t.Slope, t.Alias)))
    bodies = tuple(body for side in sides for body in _bodies(side, context))
    slopes = tuple(part.of for part in t.parts(sides) if isinstance(part, t.Slope))
    return _free(varied) & _free((bodies, slopes))


def _parameters(question: Question, context: Context) -> set[str]:
    """The c of ∂C/∂c = y − a, where c is any parameter and only the left side has it."""
    left, right = ({part.name for part in t.parts(side) if isinstance(part, t.Tensor)
                    and context.binding.role(part.name) == "parameter"}
                   for side in (question.left, question.right))
    return left - right


def _free(terms: Any) -> set[str]:
    return {part.name for part in t.parts(terms) if isinstance(part, t.Free)}


def _bodies(side: t.Term, context: Context) -> Iterator[t.Term]:
    """What stands behind the names of a side, and behind the cost."""
    waiting, seen = [side], set()
    while waiting:
        for part in t.parts(waiting.pop()):
            cost = isinstance(part, t.Cost) and isinstance(context.cost, Definition)
            body = context.cost.body if cost else (
                context.definitions[part.name].body if isinstance(part, t.Alias)
                and part.name in context.definitions else None)
            if body is not None and body not in seen:
                seen.add(body)
                waiting.append(body)
                yield body


def _word_of_letters(question: Question, known: set[str]) -> str:
    """L o s s, i n_j: letters in a row that nothing defines are a word that was taken apart; not
    where they are known."""
    for part in t.parts((question.left, question.right)):
        if isinstance(part, t.Times):
            run = [factor for factor in part.factors if isinstance(factor, t.Free)]
            if len(run) > 1 and all(len(factor.name) == 1 for factor in run) and not any(
                    part.signs) and not {factor.name for factor in run} <= known:
                return "".join(factor.name for factor in run)
    return ""


def _is_orthogonal(question: Question) -> bool:
    """W^T W = I, which says what matrices are meant, where nothing is differentiated."""
    parts = list(t.parts((question.left, question.right)))
    return (any(isinstance(part, t.Identity) for part in parts)
            and not any(isinstance(part, t.Slope) for part in parts))


def _is_of_data(question: Question) -> bool:
    """Σ y = 0, as of centred data: one quantity, whose sum is said to be 0."""
    body = question.left.body if isinstance(question.left, t.Reduced) else None
    return isinstance(body, (t.Tensor, t.Apply)) and question.right == t.Constant(Fraction(0))


def _says_of_functions(question: Question) -> bool:
    """Whether a line of plain letters has a derivative, or something that is defined."""
    return any(isinstance(part, (t.Slope, t.Alias)) or (isinstance(part, t.Apply) and part.primes)
               for part in t.parts((question.left, question.right)))


def _says_nothing(outcome: Outcome, question: Question, network: bool) -> bool:
    """0 = 0 wherever it was tried, though no side is written as 0: both may be 0 for a reason of
    their own, such as a letter that nothing defines, whose derivative is 0 in a network even
    where that is written; among plain numbers it is a constant."""
    zero = t.Constant(Fraction(0))
    if network and any(isinstance(side, t.Slope) and isinstance(side.of, t.Free)
                       and side.of not in side.wrt for side in (question.left, question.right)):
        return True
    return zero not in (question.left, question.right) and all(
        size(value) == 0 for _, left, right in outcome.samples for value in (left, right))


def _argument_missing(question: Question) -> str:
    """The y of σ(y) = 1/(1 + e^{−t}), "" where the argument of a function stands on the right: that
    custom takes both y and t for targets doesn't make them one."""
    own = question.left.argument if isinstance(question.left, t.Apply) else None
    if not isinstance(own, t.Tensor) or own.role != "target":
        return ""
    names = {part.name for part in t.parts(question.right) if isinstance(part, t.Tensor)
             and part.role == "target"}
    return own.name if names and own.name not in names else ""


def _only_there(question: Question, latex: str, words: str) -> Part:
    """True, but only where two layers coincide that are written as different ones."""
    where = " and ".join(f"{written(left)} = {written(right)}" for left, right
                         in question.equations)
    if all(left.base in ("", "L") and right.base in ("", "L") for left, right
           in question.equations):
        return Part(latex, READING, reading="; ".join(filter(None, [
            words, f"the network has as many layers as make {where}"])))
    return Part(latex, FALSE, reason=f"this holds only for {where}")
