"""What the letters mean, inferred from the definitions that the document itself gives."""

from __future__ import annotations

from collections.abc import Sequence

from ..reader import tree as n
from .binding import Binding
from .evidence import Evidence
from .infer_activations import applied, definition
from .infer_batches import matrices_of_samples, means, together
from .infer_costs import costs, widths
from .infer_custom import capitals, custom, identity, rates
from .infer_error_names import errors_by_name
from .infer_errors import classes, errors, labels, steps
from .infer_layers import classes_below, layer_letters, layers_below
from .infer_letters import letter_layers, outputs_called_inputs, unbiased
from .infer_named import named_errors
from .infer_notation import (
    augmented,
    fed,
    lone_entries,
    matrices,
    matrix_notation,
    one_unit_each,
)
from .infer_numbers import bare_numbers, depth, input_layer, subscript_layers
from .infer_order import hinted_order
from .infer_outputs import formed, hidden, own_functions, split
from .infer_penalties import penalties
from .infer_recursion import recursion
from .infer_redefined import redefined
from .infer_samples import (
    averaged,
    divided,
    labelled,
    patterns,
    sample_places,
    singles,
    sums,
    vectors,
)
from .infer_stacked import stacked
from .infer_unstated import means_of_matrices, unstated_cost


def inferred(statements: Sequence[n.Statement]) -> Binding:
    """The most likely reading of a document, from its definitions and from custom."""
    seen = Evidence(statements)
    layer_letters(seen)
    layers_below(seen)
    for statement in statements:
        definition(seen, statement)
    applied(seen)
    patterns(seen)
    labels(seen)
    steps(seen)
    costs(seen)
    patterns(seen)
    classes(seen)
    errors(seen)
    rates(seen)
    recursion(seen)
    custom(seen)
    penalties(seen)
    labelled(seen)
    vectors(seen)
    singles(seen)
    identity(seen)
    hinted_order(seen)
    sums(seen)
    capitals(seen)
    matrices_of_samples(seen)
    means(seen)
    means_of_matrices(seen)
    stacked(seen)
    named_errors(seen)
    errors_by_name(seen)
    return _bound(seen)


def _bound(seen: Evidence) -> Binding:
    """The evidence as a binding, with the usual where nothing was found."""
    last, layers = seen.last or {"L"}, seen.layers - seen.last or {"l"} - classes_below(seen)
    seen.gates += [(unit, total) for unit, _, total in formed(seen)]
    letters = letter_layers(seen)
    number = depth(seen, letters)
    letters = {**letters, **outputs_called_inputs(seen)}
    if not seen.activation and (found := hidden(seen, letters, number)):
        seen.activation, seen.found["activation="] = found, "the definition of the units"
    own = split(seen, letters, number)
    if own is not None:
        seen.activation, seen.output = own.hidden, own.output
        seen.found["output="] = "the definition of the output layer"
    return Binding(roles=dict(seen.roles), last=frozenset(last), layers=frozenset(layers | {"ell"}),
                   samples=frozenset(seen.samples), sampled=frozenset(seen.sampled),
                   stacked=frozenset(seen.stacked), sample_places=sample_places(seen),
                   order=seen.order or seen.stored or "to-from",
                   offset=seen.offset or 0, ahead=seen.ahead, first=input_layer(seen),
                   biases=_biases(seen),
                   activation=seen.activation or "sigmoid", output=seen.output,
                   einstein=seen.einstein, rows=seen.rows,
                   subscript_layers=subscript_layers(seen), bare_numbers=bare_numbers(seen),
                   single=frozenset(seen.single), lone=lone_entries(seen), fed=fed(seen),
                   augmented=augmented(seen),
                   stored=seen.stored, flipped=seen.flipped, adjoints=seen.adjoints,
                   biased=seen.biased or not seen.affine or "bias" in seen.roles.values(),
                   batch=seen.batch if seen.counts | seen.samples | seen.stacked else "",
                   counts=frozenset(seen.counts), widths=widths(seen), averaged=averaged(seen),
                   divided=divided(seen), depth=number,
                   letter_layers=letters,
                   unbiased=frozenset() if seen.shifts else unbiased(seen, letters),
                   matrices=matrices(seen),
                   matrix_notation=matrix_notation(seen), one_unit_each=one_unit_each(seen),
                   functions={**own_functions(seen), **(own.functions if own else seen.general)},
                   redefined=redefined(seen), together=together(seen),
                   plain=seen.plain, arrays=seen.arrays,
                   cost=unstated_cost(seen), delta=seen.delta or "dC/dz", named=seen.named,
                   step=seen.step,
                   evidence=seen.found)


def _biases(seen: Evidence) -> str:
    """What becomes of them: f(Σ w a − θ), or f(z − θ) beside z = Σ w a."""
    signs = seen.shifts or seen.bias_signs
    done = "subtracted" if signs == {-1} else "added"
    return f"{done} in the function" if seen.shifts else done
