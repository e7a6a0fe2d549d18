"""The verdict on one statement: every neighbouring pair tried under the readings it allows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ...engine import ChalkgradError, DomainError
from ..errors import ReadError
from ..meaning import term as t
from ..meaning.arguments import filled, must_be_placed
from ..meaning.definition import Definition
from ..meaning.einstein import summed
from ..meaning.infer_stacked import of_all_samples
from ..meaning.kinds import Clash
from ..meaning.nodes import names_in, nodes
from ..meaning.quantities import BARE
from ..meaning.question import Question, asked
from ..meaning.reach import reaching
from ..meaning.resolve import Resolver
from ..meaning.scope import narrowed, widened
from ..meaning.special import COMPARE, limit, ordered, update_of
from ..reader import tree as n
from ..report import FALSE, RANK, READING, TRUE, UNSETTLED, Part
from .components import at_class, at_one_hot, beside, componentwise
from .failures import OtherWayUp, TooLong
from .minimum import Least
from .readings import Context, Reading, branches, readings
from .shapes import shape_for
from .standpoint import LITERAL
from .trial import Outcome, Setting, confirmed, tried
from .updates import is_step, sample_of_step, sides, steps_together
from .verdict import is_mean, part_of, unknown_on_one_side


@dataclass
class Judged:
    """A pair with its verdict, and what the diagnosis needs to go on.

    `context` is what it was judged under, so that a repaired formula can be judged alike; `sides`
    is what was judged, `cause` the kind of mistake that explains it.
    """

    part: Part
    question: Question | None = None
    setting: Setting | None = None
    outcome: Outcome | None = None
    error: Exception | None = None
    context: Context | None = None
    sides: tuple[n.Node, n.Node] | None = None
    cause: str = ""


SEVERAL = 5  # samples, more than there are inputs, so that XᵀX has an inverse
EQUAL = ("=", ":=", "=>", "<-")


def judged(left: n.Node, right: n.Node, relation: str, conditions: tuple[n.Condition, ...],
           context: Context, latex: str = "") -> Judged:
    """Try the readings in their order; the first one that holds is the verdict."""
    whole: Judged | None = None
    for one, two, tests in branches(left, right):
        found = _read_one(one, two, relation, conditions + tests, context, latex)
        if whole is None or RANK[found.part.verdict] > RANK[whole.part.verdict]:
            whole = found
    assert whole is not None
    whole.context, whole.sides = context, (left, right)
    return whole


def _read_one(left: n.Node, right: n.Node, relation: str, conditions: tuple[n.Condition, ...],
              context: Context, latex: str) -> Judged:
    first: Judged | None = None
    for reading in readings(left, right, context):
        found = _under(reading, left, right, relation, conditions, context, latex)
        if found.part.verdict in (TRUE, READING) and reading.manner.symmetric:
            return _left_open(found, reading.words)
        if found.part.verdict in (TRUE, READING) or _is_hopeless(found, context):
            return found
        if first is None or (first.part.verdict == UNSETTLED and found.part.verdict == FALSE):
            first = found
        elif (first.part.verdict == FALSE and first.error is not None
              and found.part.verdict == UNSETTLED and reading.manner != LITERAL):
            first = found  # the shapes don't fit as written, and otherwise nothing can be said
        elif reading.reaches and found.part.verdict == UNSETTLED and found.error is not None:
            first = found  # false only without the brackets that are left out
    assert first is not None
    if first.part.verdict == FALSE and is_step(left, right, relation, context.binding):
        return _for_one_sample(first, context) or first
    return _for_one_class(first, context) or first


def _for_one_class(found: Judged, context: Context) -> Judged | None:
    """A line that is false of all classes, and true of the one that is right: None otherwise."""
    question = found.question and at_one_hot(found.question)
    if found.part.verdict != FALSE or question is None or settled(
            question, context).part.verdict != TRUE:
        return None
    letter = question.letters[0].name
    return replace(found, part=Part(found.part.latex, UNSETTLED, reason=f"this holds only where "
                                    f"{letter} is the class that is right, in a one-hot target"))


def _for_one_sample(found: Judged, context: Context) -> Judged | None:
    """w ← w − η (y_n − t_n) x_n, the step for sample n alone, where the cost is a sum or a mean
    over the samples; None if the steps for all of them don't add up to that of the cost."""
    letter = sample_of_step(found.question) if found.question is not None else None
    if found.question is None or letter is None or not any(
            settled(whole, context).part.verdict == TRUE
            for whole in steps_together(found.question, letter)):
        return None
    return Judged(Part(found.part.latex, UNSETTLED, reason=f"this is the step for sample "
                       f"{letter.name} alone; for the whole cost the Σ over {letter.name} is "
                       "missing"))


def _left_open(found: Judged, words: str) -> Judged:
    """2 A x for (A + Aᵀ) x: right where the words say that A is symmetric, and else a mistake."""
    return replace(found, part=Part(found.part.latex, UNSETTLED,
                                    reason=f"this holds only {words}, which nothing says"))


def _is_hopeless(found: Judged, context: Context) -> bool:
    """Whether no other reading can settle it: a letter that nothing defines stays that."""
    return isinstance(found.error, (TooLong, OtherWayUp)) or (
        found.part.verdict == UNSETTLED and found.question is not None
        and bool(unknown_on_one_side(found.question, context)))


def _under(reading: Reading, left: n.Node, right: n.Node, relation: str,
           conditions: tuple[n.Condition, ...], context: Context, latex: str) -> Judged:
    try:
        question, notes = _question(reading, left, right, relation, conditions, context)
        setting = _setting(question, reading, context)
    except ChalkgradError as error:
        verdict = FALSE if isinstance(error, Clash) else UNSETTLED
        return Judged(Part(latex, verdict, reason=str(error)), error=error)
    return _settled(question, setting, reading, notes, context, latex, _far(conditions))


def _far(conditions: tuple[n.Condition, ...]) -> frozenset[str]:
    """The letters between the bars of |z| large."""
    return frozenset(name.base for node in nodes(conditions) if isinstance(node, n.Bars)
                     for name in names_in(node))


def _question(reading: Reading, left: n.Node, right: n.Node, relation: str,
              conditions: tuple[n.Condition, ...], context: Context) -> tuple[Question, list[str]]:
    """The pair with its meaning under one reading, and what had to be assumed."""
    if reading.nearby:
        left, right = narrowed(left), narrowed(right)
    if reading.wide:
        left, right = widened(left), widened(right)
    if reading.reaches:
        left, right = reaching(left, (right, conditions)), reaching(right, (left, conditions))
    resolver = _resolver(reading, left, right, context)
    one, two = sides(left, right, relation, resolver, context)
    tests = tuple(test for condition in conditions for test in resolver.tests(condition))
    if reading.component:
        one, two = beside(one), beside(two)
    if relation == "=" and not tests:
        must_be_placed(one, two)
    one, two = filled((one, two), t.Free("x") if context.binding.plain else t.Tensor(
        "pre", t.Layer(BARE), (), None, "z"))
    if context.binding.einstein:
        one, two = _einstein(one, two, resolver)
    if relation == "->" and update_of(left, right, relation) is not None:
        relation = "<-"  # no limit
    question = _typed(one, two, relation, tests, context, resolver, reading)
    if reading.diagonal:
        question = at_class(question)
    if reading.component:
        question = componentwise(question, context.definitions)
    return question, resolver.notes


def _resolver(reading: Reading, left: n.Node, right: n.Node, context: Context) -> Resolver:
    resolver = Resolver(context.binding, context.definitions)
    resolver.indices = frozenset(index_letters((left, right)))
    resolver.stacked = of_all_samples((left, right), context.binding)
    resolver.mean = any(isinstance(cost, Definition) and is_mean(cost) for cost in (
        context.cost, context.definitions.get(context.whole)))
    resolver.stated = bool(context.whole) or isinstance(context.cost, Definition)
    if reading.capture:
        here, there = (_free_letters(resolver.term(side)) for side in (left, right))
        if there - here and here:
            raise ReadError("an index stands free on the right alone")
        resolver.escaping = frozenset(here | there)
    return resolver


def _typed(one: t.Term, two: t.Term, relation: str, tests: tuple[t.Test, ...], context: Context,
           resolver: Resolver, reading: Reading) -> Question:
    """The question with its letters typed; types can't clash where a letter is unknown."""
    try:
        return asked(one, two, relation, tests, context.binding, context.definitions,
                     resolver.ties, reading.anchor)
    except Clash as error:
        unknown = [part.name for part in t.parts((one, two)) if isinstance(part, t.Free)
                   and part.indices and not context.binding.role(part.name)]
        if unknown:
            raise ReadError(f"nothing says what {unknown[0]} is") from error
        raise


def index_letters(sides: Any) -> set[str]:
    return {sub.base for node in nodes(sides) if isinstance(node, (n.Name, n.Scripted))
            for sub in node.subs if isinstance(sub, n.Name)} | {
        node.index.base for node in nodes(sides)
        if isinstance(node, n.Reduction) and node.index is not None}


def settled(question: Question, context: Context) -> Judged:
    """A question under its literal reading."""
    reading = Reading()
    return _settled(question, _setting(question, reading, context), reading, [], context, "")


def _free_letters(term: Any) -> set[str]:
    return {part.name for part in t.parts(term) if isinstance(part, t.Letter) and not part.scope}


def _settled(question: Question, setting: Setting, reading: Reading, notes: list[str],
             context: Context, latex: str, far: frozenset[str] = frozenset()) -> Judged:
    if question.relation not in EQUAL + tuple(COMPARE) + ("->", "~"):
        return Judged(Part(latex, UNSETTLED, reason=f"the relation {question.relation} can't be "
                                                    "tried"), question, setting)
    try:
        if question.relation == "->" and isinstance(question.right,
                                                    (t.Constant, t.Infinity, t.Sum)):
            return Judged(limit(question.left, question.right, setting, latex, far), question,
                          setting)
        outcome = _tried(question, setting, context.quick)
    except DomainError as error:
        return Judged(Part(latex, UNSETTLED, reason="as it is read, a power, root or logarithm in "
                           "it has no value"), question, setting, None, error)
    except (ChalkgradError, ArithmeticError) as error:
        return Judged(Part(latex, UNSETTLED, reason=str(error)), question, setting, None, error)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        return Judged(Part(latex, UNSETTLED, reason="it has no value as it is read"), question,
                      setting, None, error)
    if outcome.equal is False and (question.relation == "->" or (
            question.relation == "<-" and not isinstance(question.right, t.Sum))):
        return Judged(Part(latex, UNSETTLED, reason="the arrow says no more than that one follows "
                           "from the other"), question, setting, outcome)
    part = (ordered(outcome.samples, question.relation, latex) if question.relation in COMPARE
            else part_of(outcome, question, reading, notes, context, latex))
    return Judged(part, question, setting, outcome, outcome.error)


def _tried(question: Question, setting: Setting, quick: bool) -> Outcome:
    """In floats, and if that is equal at 50 digits; plain numbers of both signs, or where one side
    has no value then, positive ones."""
    if setting.binding.plain and not setting.signed:
        try:
            return _tried(question, replace(setting, signed=True), quick)
        except DomainError:
            pass
    count = (6 if quick else 8) if setting.signed else (1 if quick else 3)  # for both signs: more
    seeds = tuple(range(1, count + 1))
    outcome = tried(question, setting, seeds, 6 if quick else 60, quick)
    return confirmed(question, setting, seeds) if outcome.equal and not quick else outcome


def _setting(question: Question, reading: Reading, context: Context) -> Setting:
    shape = shape_for(question, context)
    setting = Setting(context.binding, shape, context.cost, context.definitions, reading.manner)
    if context.least is None:
        return setting
    several = replace(shape, samples=SEVERAL if shape.samples > 1 else 1)
    stated = context.smallest is context.cost
    cost = t.Cost() if stated else t.Alias(context.whole or context.least[0])
    return replace(setting, shape=several, least=Least(cost, context.least[1]))


def _einstein(left: t.Term, right: t.Term, resolver: Resolver) -> tuple[t.Term, t.Term]:
    free, other = ({part for part in t.parts(side) if isinstance(part, t.Letter)
                    and not part.scope} for side in (left, right))
    resolver.dummies = frozenset(free - other)
    return summed(left, free, resolver), summed(right, free, resolver)
