"""The summation convention: an index that occurs twice in a product is summed over."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from . import term as t
from .sight import Sight


def summed(term: t.Term, free: set[t.Letter], resolver: Sight) -> t.Term:
    """The term with a Σ for every repeated index that is not free in the statement."""
    if isinstance(term, t.Sum):
        return replace(term, terms=tuple((sign, summed(part, free, resolver))
                                         for sign, part in term.terms))
    inside: t.Term = _inside(term, free, resolver)
    if isinstance(term, (t.Over, t.Times, t.Slope, t.Tensor)):
        return _contracted(inside, free, resolver)
    return inside


def _inside(term: Any, free: set[t.Letter], resolver: Sight) -> Any:
    """The same in the arguments of functions, in sums and powers below."""
    if isinstance(term, t.Apply) and term.argument is not None:
        return replace(term, argument=summed(term.argument, free, resolver))
    if isinstance(term, t.Reduced):
        return replace(term, body=summed(term.body, free | {term.letter}, resolver))
    if isinstance(term, t.Times):
        return replace(term, factors=tuple(_inside(factor, free, resolver)
                                           for factor in term.factors))
    if isinstance(term, t.Over):
        return replace(term, top=_inside(term.top, free, resolver),
                       bottom=_inside(term.bottom, free, resolver))
    if isinstance(term, t.Power):
        return replace(term, base=summed(term.base, free, resolver))
    if isinstance(term, t.Slope):
        return replace(term, of=_differentiated(term, free, resolver))
    return term


def _differentiated(term: t.Slope, free: set[t.Letter], resolver: Sight) -> t.Term:
    """In ∂σ(w_AB a_B)/∂w_AB the sum over B is taken before the derivative."""
    own = {part for part in t.parts(term.wrt) if isinstance(part, t.Letter)}
    if isinstance(term.of, (t.Tensor, t.Cost)):
        return term.of
    repeated = {letter for letter in own & free if _count(term.of)[letter] > 1
                and _paired(term.of, letter)}
    return summed(term.of, free - repeated, resolver)


def _paired(term: t.Term, letter: t.Letter) -> bool:
    return any(isinstance(part, t.Times) and _count(part)[letter] > 1 for part in t.parts(term))


def _contracted(term: t.Term, free: set[t.Letter], resolver: Sight) -> t.Term:
    counts = _count(term)
    free = free - {letter for letter, times in counts.items()
                   if times > 1 and letter in resolver.dummies}
    for letter in sorted((letter for letter, times in counts.items()
                          if times > 1 and letter not in free and not letter.scope),
                         key=lambda letter: letter.name):
        bound = t.Letter(letter.name, resolver.scope())
        term = t.Reduced("sum", bound, None, None, (), renamed(term, letter, bound), True)
    return term


def _count(term: Any) -> Counter[t.Letter]:
    """How often a letter stands as an index; ∂a_i/∂z_i is one place for i, not a sum."""
    found: Counter[t.Letter] = Counter()
    stack = [term]
    while stack:
        top = stack.pop()
        if isinstance(top, t.Letter):
            found[top] += 1
        elif isinstance(top, t.Chain):
            found.update(letter for letter in (top.start, top.right)
                         if isinstance(letter, t.Letter))
        elif isinstance(top, t.Slope):
            found.update(set(_count(top.wrt)) | set(_count(top.of)))
            found.update(_count(top.of) - Counter(set(_count(top.of))))
        elif isinstance(top, tuple):
            stack.extend(top)
        else:
            stack.extend(getattr(top, name) for name in t.entries(top.__class__))
    return found


def renamed(term: Any, old: t.Letter, new: t.Letter) -> Any:
    """The term with one letter for another.

    >>> renamed(t.Free("a", (t.Letter("i"),)), t.Letter("i"), t.Letter("k"))
    Free(name='a', indices=(Letter(name='k', scope=0),))
    """
    return new if term == old else t.rebuilt(term, lambda part: renamed(part, old, new))
