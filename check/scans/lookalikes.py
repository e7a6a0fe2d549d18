"""What a damaged formula may have been: every sign that can't be meant as it stands, exchanged for
a letter of the same document that looks like it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product
from typing import Any

from ..diagnosis.edits import below
from ..meaning.binding import Binding
from ..meaning.spelling import NET
from ..reader import tree as n
from ..reader.vocabulary import words_of

# What stands in the file, and the letters that it may be, by role.
ALIKE: dict[str, tuple[tuple[str, str], ...]] = {
    "8": (("delta", "delta"),), "S": (("delta", "delta"),), "s": (("delta", "delta"),),
    "5": (("sigma", "activation"),), "4": (("y", "target"),), "2": (("z", "pre"),),
    "alpha": (("a", "post"),), "q": (("a", "post"),),
    "hat gamma": (("hat y", "prediction"),), "hat q": (("hat y", "prediction"),),
}
DEBRIS = ("circ", "∘", "°")  # what is left of a hat that stood over or beside a letter
MOST = 16  # ways to read one line
GREEK = words_of("delta sigma")

Choice = tuple[n.Span, str]


@dataclass(frozen=True)
class Letters:
    """The letters that a document uses, those it uses as indices, and its conventions."""

    used: frozenset[str]
    indices: frozenset[str]
    binding: Binding

    def like(self, sign: str) -> str:
        """The letter of the document that looks like a sign, "" if none does."""
        for letter, role in ALIKE.get(sign, ()):
            if letter in self.used and self.binding.role(letter) == role:
                return letter
        return ""

    def is_quantity(self, sign: str) -> bool:
        """Whether a sign is a quantity of the network, or looks like one."""
        return self.binding.role(sign) in NET or bool(self.like(sign))

    def is_index(self, node: Any) -> bool:
        """Whether a letter is only known as an index here."""
        return (isinstance(node, n.Name) and node.base in self.indices and not node.subs
                and not node.primes and not self.binding.role(node.base))

    def is_last(self, node: Any) -> bool:
        """Whether a letter is that of the last layer."""
        return isinstance(node, n.Name) and node.base in self.binding.last and not node.subs \
            and not node.sups


@dataclass(frozen=True)
class Respelled:
    """A formula with its damaged letters replaced, and what was taken for what."""

    latex: str
    words: str


def respelled(latex: str, members: Sequence[n.Node], letters: Letters) -> list[Respelled]:
    """The ways to read a damaged formula; none where every sign may be meant as it stands."""
    damage = list(_damage(latex, members, letters))
    spans = [choices[0][0] for choices in damage]
    whole = [choices for choices, (start, end) in zip(damage, spans) if not any(
        a <= start and end <= b and (a, b) != (start, end) for a, b in spans)]
    ways = islice(product(*whole), MOST) if whole else ()
    return [_written(latex, choices) for choices in ways]


def is_scanned(latex: str, members: Sequence[n.Node], letters: Letters) -> bool:
    """Whether a digit or a ring stands where only a letter can: nobody writes 8j for a number."""
    return any(latex[a:b].strip()[0].isdigit() or "circ" in latex[a:b]
               for choices in _damage(latex, members, letters) for (a, b), _ in choices[:1])


def _written(latex: str, choices: Sequence[Choice]) -> Respelled:
    words = dict.fromkeys(f"{latex[a:b].strip()} is a scanned {text}" if text[0] != "_" else
                          f"{latex[a:b].strip()} is the index of the letter before it"
                          for (a, b), text in sorted(choices))
    for (start, end), text in sorted(choices, reverse=True):
        gap = " " if text[-1:].isalpha() and latex[end:end + 1].isalpha() else ""
        latex = latex[:start] + text + gap + latex[end:]
    return Respelled(latex, ", ".join(words))


def _damage(latex: str, members: Sequence[n.Node], letters: Letters) -> Iterator[list[Choice]]:
    """The places that are damaged, each with what may stand there."""
    for node in below(tuple(members), scripts=False):
        if isinstance(node, n.Product):
            for left, right in pairwise(node.factors):
                yield from _side_by_side(left, right, letters)
        elif isinstance(node, n.Name):
            yield from _alone(latex, node, letters)
        elif isinstance(node, n.Scripted) and isinstance(node.body, n.Number) and (
                node.primes or any(letters.is_last(script.body) for script in node.sups)):
            yield from _one(node.body.span, letters.like(node.body.text))


def _one(span: n.Span, letter: str, more: str = "") -> Iterator[list[Choice]]:
    if letter:
        yield [(span, _latex(letter) + more)]


def _latex(letter: str) -> str:
    accent, _, inner = letter.rpartition(" ")
    return f"\\{accent}{{{inner}}}" if accent else f"\\{letter}" if letter in GREEK else letter


def _side_by_side(left: n.Node, right: n.Node, letters: Letters) -> Iterator[list[Choice]]:
    """8j is δ_j, 5(z) is σ(z), 8L and SL are δ^L: a quantity's index or layer slid down."""
    sign = left.text if isinstance(left, n.Number) else getattr(left, "base", "")
    bare = isinstance(left, n.Number) or (isinstance(left, n.Name) and not left.subs
                                          and not left.sups and not left.primes)
    index = getattr(right, "base", "")
    if isinstance(left, n.Number) and letters.is_index(right):
        span = left.span[0], right.span[0] + len(index)
        yield from _one(span, letters.like(sign), f"_{{{index}}}")
    elif bare and letters.is_index(right) and letters.is_quantity(sign):
        yield [((left.span[1], right.span[0] + len(index)), f"_{{{index}}}")]
    elif isinstance(left, n.Number) and isinstance(right, n.Group) and right.opening == "(" \
            and isinstance(right.items[0], n.Name) and len(right.items) == 1:
        yield from _one(left.span, letters.like(sign))
    elif bare and letters.is_last(right) and (sign == "delta" or letters.like(sign) == "delta"):
        yield [((left.span[0], right.span[1]), f"\\delta^{{{index}}}")]


def _alone(latex: str, name: n.Name, letters: Letters) -> Iterator[list[Choice]]:
    """α is a; a dotted y with a ring is y or ŷ."""
    if any(getattr(script.body, "text", getattr(script.body, "base", "")) in DEBRIS
           for script in name.sups):
        inner = name.base.rpartition(" ")[2]
        found = [letter for letter in (inner, f"hat {inner}") if letter in letters.used]
        if len(found) == 2:
            yield [(name.span, _latex(letter)) for letter in found]
    elif letters.binding.role(name.base) in ("", "rate") and letters.like(name.base):
        start = name.span[0]
        text = f"\\{name.base}" if latex.startswith(f"\\{name.base}", start) else name.base
        end = name.span[1] if " " in name.base else start + len(text)
        if " " in name.base and (name.subs or name.sups or name.primes):
            return
        yield from _one((start, end), letters.like(name.base))
