"""What is called false must be explained by one mistake, or stand among lines that are understood:
else it is rather the checker that misreads it."""

from __future__ import annotations

from collections.abc import Sequence

from .explaining import mixes
from .meaning import term as t
from .meaning.binding import Binding
from .meaning.kinds import Clash
from .meaning.nodes import written_names
from .meaning.spelling import CALLED, NET
from .misread import unshown
from .report import DEFINITION, FALSE, UNSETTLED, Part
from .trial.judge import Judged
from .trial.pairs import Pair, called_name
from .trial.readings import is_of_functions
from .understood import Page
from .untested import SEVERAL

LOOSE = ("", "factor missing", "factor too many", "factor n", "wrong bound", "wrong letter",
         "term too many", "function too many", "brackets", "fraction", "order of the product",
         "power")  # as which a misread definition often looks
EXCHANGED = ("a for z", "z for a", "1 − a for a", "a for 1 − a", "bars for brackets",
             "sign for a product", "1 for a letter")
FEW = 7  # lines, of which it says little how many are true
RENAMED = ("wrong letter", "wrong derivative")


def believed(pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding) -> None:
    """Leave open what is false, but for which no mistake was found, and whose letters no other
    line shows to be read rightly; and so the definitions that don't look like a slip."""
    page = Page(pairs, found, binding)
    for at, one in enumerate(found):
        scanned = one.part.diagnosis and not one.cause  # told by what scanners do
        if one.part.verdict == FALSE and one.context is not None and not scanned:
            why = unshown(page, at) or ("" if is_credible(page, at) else _reason(one.part))
            if why:
                one.part = Part(one.part.latex, UNSETTLED, reason=why)


def is_credible(page: Page, at: int) -> bool:
    """Whether a line that is false as it is read will be false as it was meant."""
    pair, one = page.pairs[at], page.found[at]
    if _is_of_function(pair, page.binding) or mixes(pair, page.binding):
        return True
    if len(page.found) > FEW and 4 * page.true < len(page.found):
        return False
    if page.is_forward(pair):
        return _is_slip(page, at)
    doubtful = not one.part.repair and _is_of_two(page, pair)
    if _is_weak(one.cause) and (doubtful or not _is_understood(page, one.cause)):
        return False
    return bool(one.part.repair) or (_fits(page, at) and page.own(at) <= page.known(at))


def _is_understood(page: Page, cause: str) -> bool:
    """Whether so much is true here that even a mistake that looks like a misreading is one."""
    return page.true >= (2 if _is_renamed(cause) else 1) * (len(page.found) - page.true)


def _is_of_two(page: Page, pair: Pair) -> bool:
    """Whether a letter there is defined more than once."""
    heads = [called_name(other.left)[0] for other, one in zip(page.pairs, page.found)
             if one.part.reason.startswith(DEFINITION)]
    bases = [head.base for head in heads if head is not None]
    return any(bases.count(name) > 1 for name in pair.names)


def _fits(page: Page, at: int) -> bool:
    """Whether a line without a repair is read well: in indices, or as a step, and of a cost
    that is known."""
    pair, one = page.pairs[at], page.found[at]
    if one.error is not None or one.cause:
        return one.error is None or (isinstance(one.error, Clash) and page.proven > 0)
    bare = any(not name.subs and page.role(name) in set(NET) - {"target"}
               for name in written_names((pair.left, pair.right)))
    costly = any(page.binding.role(name) == "cost" for name in pair.names)
    unsure = bare and page.turned and page.proven < SEVERAL
    read = (page.proven > 0 or not costly) and not unsure
    return page.is_step(pair) or (read and not _is_of_any_cost(page, at))


def _is_of_any_cost(page: Page, at: int) -> bool:
    """Whether a line says dℓ/dp = 7/p − 3/(1 − p) of a cost of which nothing is known."""
    pair, context = page.pairs[at], page.found[at].context
    left, right = (set(map(page.role, written_names(side))) for side in (pair.left, pair.right))
    return (context is not None and context.cost == "any" and "cost" in left
            and not right & (set(NET) - {"prediction"}))


def _is_slip(page: Page, at: int) -> bool:
    """Whether a line that says what a quantity is has a mistake that nobody means."""
    pair, one = page.pairs[at], page.found[at]
    familiar = page.own(at) <= page.known(at)
    if one.cause == "function too many":
        return False  # σ(w x + b) after w x + b: another model
    if _has_lone_index(one) and page.proven > 1 and familiar:
        return True
    if page.binding.role(one.cause.partition(" for ")[0]) == "target" and familiar:
        return True  # no unit is given a target
    if one.cause in EXCHANGED and getattr(pair.left, "base", "").startswith("hat "):
        return False  # nobody writes ŷ = … for a = …
    layered = any(name.sups for name in written_names(pair.left))
    sure = familiar and (_is_said_again(page, at) or (
        one.cause not in LOOSE and page.proven >= SEVERAL))
    known = {name.base for name in written_names(pair.left)} & page.known(at)
    return bool(one.part.repair) and (sure or (len(page.pairs) == 1 and layered) or (
        not _is_loose(one.cause) and bool(known)))


def _is_said_again(page: Page, at: int) -> bool:
    """Whether another line says of the same weights what the quantity is, and is true."""
    pair = page.pairs[at]
    return any(other.left == pair.left and page.weights(other) == page.weights(pair)
               for other, _ in page.others(at))


def _has_lone_index(one: Judged) -> bool:
    """Whether an index stands on the right alone, as the k of e^{z_i}/e^{z_k}."""
    left, right = ({part for part in t.parts(side) if isinstance(part, t.Letter) and not part.scope}
                   for side in ((one.question.left, one.question.right) if one.question
                                else ((), ())))
    return bool(right - left)


def _is_renamed(cause: str) -> bool:
    """Whether another letter is put in, but for the slips that everybody knows."""
    return cause in RENAMED or (" for " in cause and cause not in EXCHANGED)


def _is_weak(cause: str) -> bool:
    """Whether a misread line would be explained so, too."""
    return cause in LOOSE or _is_renamed(cause)


def _is_loose(cause: str) -> bool:
    """Whether a line that says something else altogether would be explained so, too."""
    return _is_weak(cause) and cause != "wrong derivative"


def _reason(part: Part) -> str:
    """Why a line stays open, with what was found."""
    found = f"{part.reason}; " if part.reason else "the two sides differ; "
    if part.repair:
        return f"{found}it would hold as {part.repair}, but it may be meant otherwise"
    return f"{found}no single change makes it right, and it may be meant otherwise"


def _is_of_function(pair: Pair, binding: Binding) -> bool:
    """σ(z) = … or dσ/dz = …, of the function itself."""
    function, arguments = called_name(pair.left)
    return is_of_functions(pair.left, pair.right, binding) or (
        function is not None and len(arguments) == 1 and (
            binding.role(function.base) == "activation" or function.base in CALLED))
