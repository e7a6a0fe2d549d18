"""The conventions that fit a document best, and the verdict on every line under them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from .choosing import best, left_open, numbered_in_time, supported
from .composition import general_rules, settled_in_general
from .disputes import overruled
from .meaning.binding import Binding
from .scalars import in_numbers
from .slips import put_right, slips, weighed
from .trial.judge import Judged
from .trial.pairs import Pair
from .trial.study import studied
from .untested import spoken_for
from .worked.examples import examined

Each = TypeVar("Each")
Weighing = Callable[[list[Judged]], list[Judged]]


def settled_pairs(pairs: Sequence[Pair], binding: Binding, cost_given: bool, alone: bool = False,
                  ) -> tuple[Binding, list[Pair], list[Judged], Weighing]:
    """The conventions that fit best, the pairs as they are read, the verdict on every one, and
    what weighs the definitions among the final verdicts. What stands in a section read `alone`
    has no slips: they are looked for in the whole page."""
    examples = settled_in_general(pairs, general_rules(pairs)) or examined(pairs)
    places = [at for at in range(len(pairs)) if at not in examples]
    rest = [pairs[at] for at in places]
    seen: dict[Any, Judged] = {}
    binding = best(rest, binding, seen)
    rest, binding = in_numbers(rest, binding, seen) or (rest, binding)
    read = _in_order(dict(enumerate(pairs)), dict(zip(places, rest)))
    slipped = {} if alone else slips(rest, binding, seen)
    rest = put_right(rest, slipped)
    disbelieved = overruled(rest, binding, seen, cost_given)
    found = studied(rest, binding, False, disbelieved)
    found = supported(rest, found, binding, disbelieved, seen)
    letters = numbered_in_time(rest)
    found = [left_open(pair, one, letters) for pair, one in zip(rest, found)]
    found = weighed(found, slipped)

    def asked(final: list[Judged]) -> list[Judged]:
        own = spoken_for(rest, [final[at] for at in places], binding, disbelieved, seen)
        return _in_order(dict(enumerate(final)), dict(zip(places, own)))
    return binding, read, _in_order(examples, dict(zip(places, found))), asked


def _in_order(*parts: Mapping[int, Each]) -> list[Each]:
    """Pairs or verdicts by the numbers of the pairs, later ones before earlier ones."""
    merged = {at: one for part in parts for at, one in part.items()}
    return [merged[at] for at in sorted(merged)]
