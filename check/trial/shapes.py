"""What network a question needs: how wide, how deep, how many samples."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..meaning import term as t
from ..meaning.binding import Binding
from ..meaning.definition import Definition
from ..meaning.kinds import Kind
from ..meaning.quantities import HERE
from ..meaning.question import Question
from .readings import Context
from .world import Shape


def shape_for(question: Question, context: Context) -> Shape:
    """Widths that all differ, and differ from the number of samples, so that they tell every index
    from every other; one unit where a scalar is meant."""
    shape = _shape_for(question, context)
    if shape.sizes[-1] != shape.samples or shape.samples == 1:
        return shape
    return replace(shape, sizes=(*shape.sizes[:-1], 8))


def _shape_for(question: Question, context: Context) -> Shape:
    binding = context.binding
    everything = list(t.parts((question.left, question.right, question.tests,
                               _bodies(question, context))))
    shape = Shape(activation=binding.activation, output=binding.output,
                  samples=3 if has_samples(everything, question) or _of_one_sample(
                      question, context) or any(_is_of_several(part) for part in everything) else 1,
                  one_hot=_one_hot(everything, context), biased=binding.biased,
                  biases=binding.biases,
                  unbiased=binding.unbiased, form=context.form)
    if binding.stacked or _is_one_neuron(binding) or any(
            isinstance(part, t.Tensor) and part.role == "weight" and part.name in _alone(binding)
            and part.name not in binding.letter_layers
            for part in (*everything, *_cost_parts(question, context))):
        return replace(shape, sizes=(4, 1))
    depth = _depth(question) or binding.depth
    if depth:
        shape = replace(shape, sizes=(*(4, 6, 5, 7)[:depth], 1 if _ends_alone(binding) else 3))
    elif any(isinstance(part, t.Dots) for part in everything):
        shape = replace(shape, sizes=(4, 6, 5, 7, 3))  # deep enough for dots to stand for something
    if t.Unit("out") in everything or _is_only_output(everything) or any(
            isinstance(part, t.Likelihood) for part in everything):
        return replace(shape, sizes=(*shape.sizes[:-1], 1))
    scalar = shape.output != "softmax" and _scalar(everything, binding)
    return replace(shape, sizes=(1,) * len(shape.sizes)) if scalar else shape


def _is_of_several(part: Any) -> bool:
    """Whether X stands there, of all samples, or the number m of them."""
    return (isinstance(part, t.Tensor) and bool(part.batch)) or part == t.Size("sample")


def _is_only_output(everything: list[Any]) -> bool:
    """Whether unit 1 of the last layer stands beside a target without an index: a_1^L − y."""
    tensors = [part for part in everything if isinstance(part, t.Tensor)]
    return any(tensor.role == "post" and tensor.indices == (t.Unit(1),)
               and tensor.layer == t.Layer("L") for tensor in tensors) and any(
        tensor.role == "target" and not tensor.indices for tensor in tensors)


def _alone(binding: Binding) -> frozenset[str]:
    """The weights that lead to one neuron."""
    return binding.single | binding.lone


def _is_one_neuron(binding: Binding) -> bool:
    """Whether the document has one layer, and in it one neuron."""
    weights = set(binding.letters("weight"))
    return binding.depth == 1 and bool(weights) and weights <= _alone(binding)


def _ends_alone(binding: Binding) -> bool:
    """Whether the last layer is one neuron, as in s = u^T h, h = f(W x + b)."""
    return any(binding.letter_layers.get(name) == binding.depth for name in _alone(binding))


def _cost_parts(question: Question, context: Context) -> list[Any]:
    """What the cost is made of, where it takes part and the document states it."""
    taken = isinstance(context.cost, Definition) and any(
        isinstance(part, t.Cost) for part in t.parts((question.left, question.right)))
    return list(t.parts(context.cost.body)) if taken else []


def _bodies(question: Question, context: Context) -> tuple[t.Term, ...]:
    """The definitions that take part, those inside them too."""
    seen: dict[str, t.Term] = {}
    stack = [question.left, question.right]
    if isinstance(context.cost, Definition) and any(
            isinstance(part, t.Cost) for part in t.parts((question.left, question.right))):
        stack.append(context.cost.body)
    while stack:
        for part in t.parts(stack.pop()):
            if isinstance(part, t.Alias) and part.name not in seen \
                    and part.name in context.definitions:
                seen[part.name] = context.definitions[part.name].body
                stack.append(seen[part.name])
    return tuple(seen.values())


def has_samples(everything: list[Any], question: Question) -> bool:
    sums = [part for part in everything if isinstance(part, t.Reduced)
            and question.types.get(part.letter) == Kind("sample")]
    inside = [(part.letter, inner) for part in sums for inner in t.parts(part.body)]
    return bool(sums) and (not any(isinstance(inner, t.Cost) for _, inner in inside) or any(
        isinstance(inner, t.Tensor) and inner.sample == letter for letter, inner in inside))


def _of_one_sample(question: Question, context: Context) -> bool:
    """Whether a line is about one sample, beside a cost that sums over all of them."""
    cost = context.cost
    return isinstance(cost, Definition) and any(
        isinstance(part, t.Reduced) and cost.types.get(part.letter) == Kind("sample")
        for part in t.parts(cost.body)) and any(
        question.types.get(letter) == Kind("sample") for letter in question.letters) and any(
        isinstance(part, t.Cost) for part in t.parts((question.left, question.right)))


def _one_hot(everything: list[Any], context: Context) -> bool:
    return (t.Unit("class") in everything or context.binding.output == "softmax"
            or context.cost == "log-likelihood" or (isinstance(context.cost, Definition)
                and t.Unit("class") in t.parts(context.cost.body)))


def _depth(question: Question) -> int:
    """The number of layers, where a numbered layer is said to be the last."""
    for left, right in question.equations:
        if {left.base, right.base} == {"", "L"}:
            number, last = (left, right) if left.base == "" else (right, left)
            return number.offset - last.offset
    return 0


def _scalar(everything: list[Any], binding: Binding) -> bool:
    """Whether no quantity has an index, a layer or a transpose: one neuron in each layer."""
    tensors = [part for part in everything if isinstance(part, t.Tensor)]
    if any(isinstance(part, (t.Transposed, t.Identity)) or (
            isinstance(part, t.Letter) and part.name not in binding.sampled) or (
            isinstance(part, t.Apply) and part.function == "diag") for part in everything):
        return False
    if any(tensor.name in binding.matrices or (binding.matrices and tensor.name
           in binding.letter_layers) for tensor in tensors):
        return False
    return all(not tensor.indices and (binding.one_unit_each or _is_bare(tensor))
               for tensor in tensors)


def _is_bare(tensor: t.Tensor) -> bool:
    return tensor.layer.base == HERE or not tensor.explicit
