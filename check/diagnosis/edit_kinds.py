"""The kinds of edits in the order of how likely each is."""

from __future__ import annotations

from collections.abc import Iterator

from .edit_brackets import (
    extra_brackets,
    extra_function,
    extra_term,
    missing_brackets,
    upside_down,
)
from .edit_deltas import missing_delta, number_for_letter
from .edit_factors import missing_factor, missing_slope, wrong_slope
from .edit_functions import (
    bars,
    complements,
    exchanged_letters,
    extra_prime,
    missing_prime,
    numerators,
    targets_exchanged,
    wrong_letter,
)
from .edit_indices import (
    exchanged,
    letters_exchanged,
    outer_products,
    transposes,
    transposes_moved,
    wrong_index,
    wrong_index_everywhere,
    wrong_number,
)
from .edit_layers import (
    last_everywhere,
    layer_on_one_side,
    same_layer_everywhere,
    wrong_bound,
    wrong_layer,
)
from .edit_links import missing_link
from .edit_products import extra_factor, hadamard, order
from .edit_signs import (
    constants,
    constants_dropped,
    exponents,
    minus_for_dot,
    powers,
    signs,
    sizes,
    turned,
    turned_complements,
)
from .edit_slopes import other_function, squares_moved
from .edit_sums import extra_sum, missing_sum, other_sum
from .edits import Kind, Scene

LIKELY: tuple[Kind, ...] = (
    bars, missing_prime, extra_prime, turned, signs, turned_complements, constants_dropped,
    constants, other_function, squares_moved, exchanged, transposes, wrong_layer, wrong_bound,
    missing_sum, extra_sum, complements, missing_link, missing_slope, missing_delta,
    missing_brackets, exchanged_letters, hadamard, wrong_index, wrong_number, extra_factor,
    minus_for_dot, exponents, extra_brackets, extra_term)
EVERYWHERE: tuple[Kind, ...] = (
    order, other_sum, transposes_moved, outer_products, wrong_index_everywhere, powers)
LAYERS: tuple[Kind, ...] = (layer_on_one_side, same_layer_everywhere, last_everywhere)
FACTORS: tuple[Kind, ...] = (missing_factor, sizes)
OTHER: tuple[Kind, ...] = (
    wrong_slope, upside_down, targets_exchanged, extra_function, number_for_letter)
RARE: tuple[Kind, ...] = (letters_exchanged, numerators, wrong_letter)
FORGOTTEN: tuple[Kind, ...] = (missing_link, missing_slope)
STATED = tuple(kind for kind in LIKELY if kind not in FORGOTTEN)


def stages(scene: Scene) -> Iterator[tuple[Kind, Scene]]:
    """The kinds in their order; the left side is what is stated, so that the right one comes
    first, but for a number in front of what is stated; nobody forgets a factor there."""
    first = scene.only(scene.sides[0])
    others = [scene.only(side) for side in scene.sides[1:]]
    for kinds, parts in (((constants_dropped,), others), (LIKELY, [first]), (LAYERS, [scene]),
                         (FACTORS, [first]), (EVERYWHERE, [scene]), (OTHER, [first]),
                         (STATED, others), (RARE, [first, *others]), (FORGOTTEN + FACTORS, others)):
        yield from ((kind, part) for part in parts for kind in kinds)
