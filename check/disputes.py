"""Statements that the other lines contradict: a cost, an output layer, a function, a name defined
twice. One wrong line must not make the true ones false."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from .choosing import MANY, not_true
from .meaning.binding import Binding
from .meaning.infer_penalties import other_penalties
from .meaning.nodes import nodes
from .meaning.special import is_likelihood
from .reader import tree as n
from .report import FALSE
from .trial.judge import Judged
from .trial.pairs import Pair, called_name, defined_head
from .trial.remembering import NOTHING, Overruled
from .trial.study import Study, studied
from .trial.world import COSTS

OUTPUTS = ("softmax", "linear", "sigmoid")
TRIED = 15  # other ways to take a page that are tried, of each kind
Seen = dict[Any, Judged]


def overruled(pairs: Sequence[Pair], binding: Binding, seen: Seen, cost_given: bool = False,
              ) -> Overruled:
    """What the document states and the lines around it contradict."""
    if len(pairs) > MANY:
        return NOTHING
    found = NOTHING if cost_given else Overruled(costs=_costs(pairs, binding, seen))
    logistic = 1 if "sigma" in binding.letters("activation") else 2  # custom speaks for it, too
    for others, margin in ((_fines, 2), (_outputs, 2), (_functions, logistic), (_rivals, 1),
                           (_spurious, 2)):
        some = list(islice(others(pairs, binding, seen, found), TRIED))
        found = _least(pairs, binding, seen, found, some, margin)
    return found


def _least(pairs: Sequence[Pair], binding: Binding, seen: Seen, present: Overruled,
           others: Sequence[Overruled], margin: int = 2) -> Overruled:
    """The one of several under which most is true, if that is `margin` lines more than now: one
    line alone can't decide for all."""
    if not others:
        return present
    counts = [not_true(studied(pairs, binding, True, each, seen)) for each in (present, *others)]
    least = min(range(len(counts)), key=lambda at: (counts[at], at))
    return others[least - 1] if counts[least] <= counts[0] - margin else present


# the cost


def _costs(pairs: Sequence[Pair], binding: Binding, seen: Seen) -> dict[int, Any]:
    """Statements of the cost that the lines after them contradict, each with the cost for which
    these lines hold: two lines more must be true than under the cost as it is stated, or one
    where custom speaks against that, too."""
    costs: dict[int, Any] = {}
    study = Study(pairs, binding, True, NOTHING, seen)
    verdicts = [one.part.verdict for one in study.run()]
    stated = sorted(study.stated)
    for at, after in zip(stated, [*stated[1:], len(pairs)]):
        if verdicts[at:after].count(FALSE) > 1:
            same = _said_before(study, at)
            others = [Overruled({**costs, at: cost}) for cost in same or COSTS if cost != "any"]
            margin = 1 if same or _is_odd(study, at) else 2
            costs = dict(_least(pairs, binding, seen, Overruled(costs), others, margin).costs)
        elif after < len(pairs):
            costs.update(_contradicted(study, at, after))
    return costs


def _said_before(study: Study, at: int) -> list[Any]:
    """The same cost as an earlier line has it, in other letters: then it is meant."""
    own = study.stated[at]
    return [other for before, other in study.stated.items()
            if before < at and abs((study.ratio(own, other) or 0) - 1) < 1e-9]


def _is_odd(study: Study, at: int) -> bool:
    """Whether no document would mean a cost as it is stated: no usual one, and no likelihood."""
    cost = study.stated[at]
    return not study.is_scaled(at) and not (is_likelihood(cost.body) and cost.name in ("L", "ell"))


def _contradicted(study: Study, at: int, after: int) -> dict[int, Any]:
    """Two statements of the cost in a row that differ by a constant factor: the second holds."""
    if any(study.involves_cost(pair) for pair in study.pairs[at + 1:after]):
        return {}
    ratio = study.ratio(study.stated[at], study.stated[after])
    return {} if ratio is None or abs(ratio - 1) < 1e-9 else {at: study.stated[after]}


def _fines(pairs: Sequence[Pair], binding: Binding, seen: Seen, present: Overruled,
           ) -> Iterator[Overruled]:
    """A cost whose penalty several lines contradict: they may hold for half of it, or for twice
    as much, or for its square."""
    verdicts = [one.part.verdict for one in studied(pairs, binding, True, present, seen)]
    for at, pair in enumerate(pairs):
        head = defined_head(pair)[0]
        if head is not None and binding.role(head.base) == "cost" and at not in present.costs \
                and verdicts[at + 1:].count(FALSE) > 1:
            yield from (replace(present, fines={at: other})
                        for other in other_penalties(pair.right, binding.roles))


# the output layer


def _outputs(pairs: Sequence[Pair], binding: Binding, seen: Seen, present: Overruled,
             ) -> Iterator[Overruled]:
    """A line that says what the outputs are, and that several lines after it contradict: these
    show what the outputs are, a softmax for one."""
    verdicts = [one.part.verdict for one in studied(pairs, binding, True, present, seen)]
    for at, pair in enumerate(pairs):
        if verdicts[at + 1:].count(FALSE) > 1 and _is_output(pair, binding):
            yield from (replace(present, outputs={at: name})
                        for name in dict.fromkeys((binding.output, *OUTPUTS)))


def _is_output(pair: Pair, binding: Binding) -> bool:
    """Whether a pair is of the form a = …, with or without a factor or a sign on the left."""
    head = pair.left
    while isinstance(head, (n.Add, n.Product)):
        head = head.terms[-1][1] if isinstance(head, n.Add) else head.factors[-1]
    return (pair.first and isinstance(head, n.Name)
            and binding.role(head.base) in ("post", "prediction")
            and not any(isinstance(node, n.Derivative) for node in nodes(pair.right)))


# functions and names


def _functions(pairs: Sequence[Pair], binding: Binding, seen: Seen, present: Overruled,
               ) -> Iterator[Overruled]:
    """An activation function that the document defines itself may make lines false that hold for
    the usual one: then its definition is the line that is wrong; not where it has a parameter of
    its own."""
    if any(binding.role(getattr(called_name(pair.left)[0], "base", "")) == "activation"
           for pair in pairs):
        study = Study(pairs, binding, True, present, seen)
        study.run()
        if not study.has_parameters():
            yield replace(present, functions=True)


def _rivals(pairs: Sequence[Pair], binding: Binding, seen: Seen, present: Overruled,
            ) -> Iterator[Overruled]:
    """Several statements of what one name is: any of them may be the definition."""
    for group in _defined(pairs, binding, seen, present).values():
        yield from (replace(present, passed=frozenset(group) - {kept}) for kept in group[1:])


def _spurious(pairs: Sequence[Pair], binding: Binding, seen: Seen, present: Overruled,
              ) -> Iterator[Overruled]:
    """D(b) = … where D′(b) = … is meant: a definition that makes several lines false."""
    for group in _defined(pairs, binding, seen, present).values():
        if len(group) == 1:
            yield replace(present, passed=present.passed | {*group})


def _defined(pairs: Sequence[Pair], binding: Binding, seen: Seen, present: Overruled,
             ) -> dict[str, list[int]]:
    """The names that false lines mention, each with the pairs that say what it is."""
    study = Study(pairs, binding, True, present, seen)
    wrong = {name for pair, one in zip(pairs, study.run()) if one.part.verdict == FALSE
             for name in pair.names}
    groups: dict[str, list[int]] = {}
    for at, pair in enumerate(pairs):
        head = defined_head(pair)[0]
        if head is not None and head.base in wrong and study.defines(pair):
            groups.setdefault(study.defines(pair), []).append(at)
    return groups
