"""The cause, the evidence and the repair of every false line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..engine import ChalkgradError
from .diagnosis.causes import Diagnosis
from .diagnosis.diagnosis import TRIALS, diagnosed, repaired
from .errors import DotsError
from .meaning import term as t
from .meaning.binding import Binding
from .meaning.infer_penalties import PARAMETERS
from .meaning.infer_weights import has_noise
from .meaning.nodes import has_hadamard, nodes, written_names
from .meaning.spelling import ERRORS, NET, is_transpose
from .reader import tree as n
from .report import FALSE, READING, TRUE, UNSETTLED, Part
from .trial.arrays import ShapeClash
from .trial.judge import Judged, judged
from .trial.pairs import Pair, called_name, defined_head
from .trial.readings import COLUMNS, ENTRIES, ROWS
from .trial.standpoint import Manner
from .trial.trial import tried
from .untested import is_definition

PATIENCE = 4  # lines without a repair, after which fewer and fewer repairs are tried for a line
LONGEST = 1500  # characters of a formula whose repairs are searched for
OTHER, ORDER = "other convention", "weights written"
DOTTED = ("prime missing", "prime too many", "sign", "factor 2", "wrong layer", "transposed",
          "wrong index", "a for z", "z for a", "factor missing", "factor too many")


def explained(pairs: Sequence[Pair], found: Sequence[Judged],
              macros: Mapping[str, tuple[int, str]]) -> None:
    """Give every false pair its cause, its evidence and its repair."""
    rows = any(ROWS in one.part.reading for one in found)
    failed = 0
    for pair, one in zip(pairs, found):
        if one.part.diagnosis or one.context is None or len(pair.latex) > LONGEST:
            continue
        if one.part.verdict == UNSETTLED and isinstance(one.error, DotsError):
            _explain_dots(pair, one, macros)
        if one.part.verdict != FALSE or one.part.diagnosis:
            continue
        cause = diagnosed(pair, one, macros=macros, trials=TRIALS // max(1, failed - PATIENCE + 2))
        failed += not cause.repair
        one.part.diagnosis, one.part.evidence = cause.words, cause.evidence
        one.part.repair, one.cause = cause.repair, cause.cause
        if cause.cause == "factor too many":
            one.part.evidence = "; ".join(filter(None, [cause.evidence,
                                                        counted_twice(pair, pairs, found)]))
        sure = one.context is not None and mixes(pair, one.context.binding)
        open_ = "" if sure else _left_open(one, cause, rows and has_hadamard(
            (pair.left, pair.right)))
        if open_:
            one.part = Part(one.part.latex, UNSETTLED, reason=f"{one.part.reason}{open_}")


def _left_open(found: Judged, cause: Diagnosis, rows: bool) -> str:
    """Why shapes that don't fit may yet be meant well, "" if they can't."""
    if not isinstance(found.error, ShapeClash):
        return ""
    if rows and cause.cause == "transposed":
        return ", and this document doesn't tell rows from columns"
    if cause.repair:
        return ""
    return ", and none of the repairs that were tried makes it right: it may be meant otherwise"


def mixes(pair: Pair, binding: Binding) -> bool:
    """Whether entries stand on the left, and on the right a sum of entries and a whole vector."""
    if not isinstance(pair.right, n.Add) or any(
            isinstance(node, n.Derivative) for node in nodes(pair.right)):
        return False
    left, right = (list(written_names(side)) for side in (pair.left, pair.right))
    whole = any(not name.subs and binding.role(name.base) in NET for name in right)
    return whole and bool(left) and all(map(_is_entry, left)) and any(map(_is_entry, right))


def _is_entry(name: n.Name) -> bool:
    """z_j, not the z_1 of layer 1."""
    return any(not isinstance(sub, n.Number) for sub in name.subs)


def _explain_dots(pair: Pair, one: Judged, macros: Mapping[str, tuple[int, str]]) -> None:
    """A product with dots whose factors don't follow one another is false if they do, and the
    whole is true, without one mistake."""
    cause = repaired(pair, one, DOTTED, macros)
    if cause.repair:
        one.cause = cause.cause
        one.part = Part(one.part.latex, FALSE, reason=one.part.reason, diagnosis=cause.words,
                        evidence=cause.evidence, repair=cause.repair)


def by_another_order(pairs: Sequence[Pair], found: Sequence[Judged]) -> None:
    """Lines that several of a page have in common: with the weights' indices the other way round
    than its sums have them, they are true; and so are others on the page then."""
    turned = [one for one in found if one.part.verdict == FALSE and one.cause == OTHER
              and ORDER in one.part.diagnosis]
    if len(turned) < 2:
        return
    words = turned[0].part.diagnosis.partition("true ")[2]
    others = [one for pair, one in zip(pairs, found) if _is_turned(pair, one)]
    for one in (*turned, *others):
        one.part = Part(one.part.latex, READING, line=one.part.line, step=one.part.step,
                        reading=f"{words}, as in other lines here that are not the sums")


def _is_turned(pair: Pair, one: Judged) -> bool:
    """Whether a false line is true with the weights' indices the other way round."""
    if one.part.verdict != FALSE or one.context is None:
        return False
    binding = one.context.binding
    other = binding.but(order="from-to" if binding.order == "to-from" else "to-from")
    again = judged(pair.left, pair.right, pair.relation, pair.conditions,
                   replace(one.context, binding=other, quick=True))
    return again.part.verdict in (TRUE, READING)


def counted_twice(pair: Pair, pairs: Sequence[Pair], found: Sequence[Judged]) -> str:
    """Where another line multiplies the same gradient by σ′ once more: δ = ∇C ⊙ σ′."""
    if not (_has_nabla(pair.left) and _has_slope_of_activation(pair.right)):
        return ""
    for other, one in zip(pairs, found):
        if (one.part.verdict in (TRUE, READING) and isinstance(other.left, n.Name)
                and _has_nabla(other.right) and _has_slope_of_activation(other.right)):
            return (f"{other.latex.strip()} multiplies by the same derivative: with both lines it "
                    "is counted twice in every hidden layer")
    return ""


def _has_nabla(side: n.Node) -> bool:
    return any(isinstance(node, n.Name) and node.base == "nabla" for node in nodes(side))


def _has_slope_of_activation(side: n.Node) -> bool:
    return any(isinstance(node, n.Name) and node.primes and not node.subs for node in nodes(side))


def doubted(pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding) -> None:
    """A letter whose own definition isn't true under the conventions found is read wrongly: where
    most lines with it aren't true either, none of them is called false."""
    unfit: dict[str, str] = {}
    unread: set[str] = set()  # those of them of which not even a slip is known
    seen: set[str] = set()
    for pair, one in zip(pairs, found):
        head = defined_head(pair)[0]
        if head is None or head.primes or head.base in seen or not _is_forward(
                pair, head) or binding.role(head.base) in PARAMETERS or (
                head.base in binding.arrays) or has_noise(pair.right) or _is_listing(
                pair.right, head):
            continue
        seen.add(head.base)
        if one.part.verdict in (FALSE, UNSETTLED) and not _held(pairs, found, head.base, pair):
            unfit[head.base] = pair.latex
            unread |= {head.base} if one.part.verdict == UNSETTLED else set()
    for pair, one in zip(pairs, found):
        if one.part.verdict == FALSE and (other := _about_another(pair, pairs)):
            one.part = Part(one.part.latex, UNSETTLED, reason=f"another {other} is defined beside "
                            "it, with an index")
        letters = sorted(pair.names & set(unfit))
        shaken = is_definition(one) or (one.part.verdict == FALSE and (
            not one.part.repair or bool(pair.names & unread)))
        if shaken and letters:
            one.part = Part(one.part.latex, UNSETTLED, reason="no reading was found under which "
                            f"{unfit[letters[0]]} is true, so nothing sure can be said of "
                            f"{letters[0]}")


def _is_listing(side: n.Node, head: n.Name) -> bool:
    """The [y_1, …, y_m] of y, and its number in one case, which say nothing of what it is."""
    return {name.base for name in written_names(side)} <= {head.base}


def _about_another(pair: Pair, pairs: Sequence[Pair]) -> str:
    """The f of df/dx beside f_a(x) = a x: not that f, but another one than was defined before."""
    slopes = {node.of.base for node in nodes((pair.left, pair.right))
              if isinstance(node, n.Derivative) and isinstance(node.of, n.Name)
              and not node.of.subs}
    heads = [called_name(other.left)[0] for other in pairs if other.line == pair.line]
    return next((head.base for head in heads if head is not None and head.subs
                 and head.base in slopes), "")


def _is_forward(pair: Pair, head: n.Name) -> bool:
    """Whether a definition is one of the forward pass: no derivative in it."""
    return head.base not in ERRORS and not any(
        isinstance(node, n.Derivative) or (isinstance(node, n.Name) and node.primes)
        for node in nodes(pair.right))


def _held(pairs: Sequence[Pair], found: Sequence[Judged], base: str, but: Pair) -> bool:
    """Whether most of the other lines with a letter are true."""
    votes = [one.part.verdict in (TRUE, READING) for pair, one in zip(pairs, found)
             if pair is not but and base in pair.names]
    return 2 * sum(votes) > len(votes)


def written_out(pairs: Sequence[Pair], found: list[Judged]) -> None:
    """A line that is true only entry by entry is tried again as a matrix product, where a true
    line on gradients has its transposes written out; where no line has ⊙, it is left open. A *
    is entry by entry, as in NumPy."""
    if not any(_turns(pair) and one.part.verdict == TRUE for pair, one in zip(pairs, found)):
        return
    for at, (pair, one) in enumerate(zip(pairs, found)):
        if ENTRIES in one.part.reading and one.context is not None and "*" not in pair.latex:
            binding = one.context.binding.but(matrix_notation=True)
            again = judged(pair.left, pair.right, pair.relation, pair.conditions,
                           replace(one.context, binding=binding), pair.latex)
            outer = _is_by_weights(pair, one.context.binding)
            if again.part.verdict == FALSE and not (outer or one.context.has_hadamard):
                again.part = Part(one.part.latex, UNSETTLED, reason="this is true entry by entry, "
                                  "but other lines multiply matrices; write \\odot if it is meant")
            found[at] = again


def _is_by_weights(pair: Pair, binding: Binding) -> bool:
    """Whether a derivative by weights stands there, where a product is an outer one."""
    return isinstance(pair.left, n.Derivative) and any(
        isinstance(by, n.Name) and binding.role(by.base) == "weight" for by in pair.left.wrt)


def _turns(pair: Pair) -> bool:
    """Whether a transposed matrix stands in a line with a derivative or an error."""
    inside = list(nodes((pair.left, pair.right)))
    return any(isinstance(node, n.Derivative) or getattr(node, "base", "") in ERRORS
               for node in inside) and any(
        isinstance(node, (n.Name, n.Scripted)) and any(map(is_transpose, node.sups))
        for node in inside)


def one_layout(found: Sequence[Judged]) -> None:
    """A line that is true only with derivatives laid out one way is not, where others need the
    other way."""
    rows, columns = ([one for one in found if layout in one.part.reading]
                     for layout in (ROWS, COLUMNS))
    chains = [one for one in rows if _has_jacobian(one)]
    if rows != chains and sum(map(_needs_columns, found)) >= len(rows):
        _open_layout([one for one in rows if not _has_jacobian(one)])
        rows = chains
    if rows and columns:
        _open_layout(columns if len(columns) <= len(rows) else rows)


def _needs_columns(found: Judged) -> bool:
    """Whether a line is true as it stands, but not if gradients are rows."""
    if found.part.verdict != TRUE or found.part.reading or found.question is None or (
            found.setting is None):
        return False
    rows = replace(found.setting, manner=Manner("numerator"))
    try:
        return tried(found.question, rows, (1,)).equal is False
    except (ChalkgradError, ArithmeticError, ValueError, TypeError):
        return False


def _has_jacobian(found: Judged) -> bool:
    """Whether vectors are differentiated by vectors there: a chain ∂C/∂a ∂a/∂z is written so
    however its gradients stand elsewhere."""
    return found.question is not None and any(
        isinstance(part, t.Slope) and not isinstance(part.of, t.Cost)
        for part in t.parts((found.question.left, found.question.right)))


def _open_layout(lines: Sequence[Judged]) -> None:
    for one in lines:
        one.part = Part(one.part.latex, UNSETTLED, reason=f"this is true if {one.part.reading}, "
                        "but other lines lay derivatives out the other way")
