"""What an operation is: a forward value, derivatives written once, a notation, a domain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import update_wrapper
from typing import Any, NamedTuple

from .errors import DomainError
from .notation import Notation
from .number import Number, as_number

Derivative = Callable[..., Any]  # (output, *arguments) → ∂output/∂argument, in any algebra
Together = Callable[[Any, Sequence[Any]], Sequence[Any]]  # (output, arguments) → every partial


class Domain(NamedTuple):
    """Where an operation is defined: in words, and as a test on numbers that lets nan pass."""

    text: str
    contains: Callable[..., bool]


ANYWHERE = Domain("any number", lambda *numbers: True)


class Operation:
    """One row of the rule table; call it on numbers, Values or Symbols.

    `forward` maps numbers to a number and never raises: outside the domain it gives the limit
    (±inf) or nan. Calling the operation checks the domain first.
    """

    def __init__(self, forward: Callable[..., Number], derivatives: Sequence[Derivative],
                 exact: Sequence[Derivative], text: Notation, latex: Notation, domain: Domain,
                 letters: tuple[str, ...], together: Together | None,
                 call: Callable[..., Any] | None) -> None:
        self.forward = forward
        self.derivatives = tuple(derivatives)
        self.exact = tuple(exact) or self.derivatives
        self.text, self.latex = text, latex
        self.domain = domain
        self.everywhere = domain is ANYWHERE
        self.letters = letters
        self.together = together
        self.call = call
        self.variadic = call is not None
        self.name = forward.__name__
        update_wrapper(self, forward)

    def __call__(self, *arguments: Any) -> Any:
        return self.call(self, *arguments) if self.call else self.apply(arguments)

    def unchecked(self, *arguments: Any) -> Any:
        """The same without the domain check: for derivatives, whose limits may be infinite."""
        return self.apply(arguments, checked=False)

    def apply(self, arguments: tuple[Any, ...], checked: bool = True) -> Any:
        """Let the arguments' own algebra (Value, Symbol) build the result, or compute it."""
        for argument in arguments:
            algebra = getattr(argument, "apply_operation", None)
            if algebra is not None:
                return algebra(self, arguments, checked)
        if checked:
            arguments = tuple(map(as_number, arguments))
            self.check(arguments, arguments)
        return self.forward(*arguments)

    def check(self, numbers: Sequence[Number], given: Sequence[Any]) -> None:
        """Raise DomainError, naming what was given, if the numbers lie outside the domain."""
        if not self.domain.contains(*numbers):
            shown = ", ".join(map(repr, given))
            raise DomainError(f"{self.name}({shown}) is not defined: {self.name} needs "
                              f"{self.domain.text}; check the sign and the order of operations "
                              "before it" + self._hint(numbers))

    def _hint(self, numbers: Sequence[Number]) -> str:
        if any(isinstance(n, complex) or hasattr(n, "_mpc_") for n in numbers):
            return "; it has no complex derivative, so take the real part first"
        negative = any(n < 0 for n in numbers)
        helps = self.name in COMPLEX_HELPS and negative and 0 not in numbers
        return ", or give complex numbers if they are meant" if helps else ""

    def derivative(self, index: int, output: Any, arguments: Sequence[Any]) -> Any:
        """∂output/∂arguments[index] as on the board, in the arguments' own algebra."""
        return self._slope(self.derivatives, index, output, arguments)

    def partial(self, index: int, output: Any, arguments: Sequence[Any]) -> Any:
        """∂output/∂arguments[index] in the form that keeps its digits."""
        return self._slope(self.exact, index, output, arguments)

    def partials(self, output: Number, numbers: Sequence[Number],
                 wanted: Sequence[int] | None = None) -> tuple[Number, ...]:
        """The local derivatives by the arguments at the wanted places (None: all), as numbers."""
        if self.together is not None:
            partials = self.together(output, numbers)
            return tuple(partials if wanted is None else [partials[i] for i in wanted])
        if wanted is None:
            wanted = range(len(numbers))
        return tuple([self.partial(i, output, numbers) for i in wanted])

    def _slope(self, forms: tuple[Derivative, ...], index: int, output: Any,
               arguments: Sequence[Any]) -> Any:
        if self.variadic:
            return forms[0](output, index, *arguments)
        return forms[index](output, *arguments)

    def derivation(self) -> str:
        """The derivatives as a lecturer writes them: '∂a/∂z = a(1 − a)'."""
        from .symbol import derivation

        return derivation(self)

    def __repr__(self) -> str:
        return self.name

    def __reduce__(self) -> str:  # an operation is copied and pickled by its name alone
        return self.name


COMPLEX_HELPS = ("sqrt", "pow", "log")
RULES: dict[str, Operation] = {}


def rule(*derivatives: Derivative, text: str | Notation, latex: str | Notation, domain: Domain,
         exact: Derivative | Sequence[Derivative] = (), letters: str = "",
         together: Together | None = None, call: Callable[..., Any] | None = None,
         ) -> Callable[[Callable[..., Number]], Operation]:
    """Make a function of numbers a row of the table.

    `derivatives` hold one formula per argument over (output, *arguments). `exact` is the same
    derivative in a form that keeps its digits, where the chalk form loses them. A row over lists
    has a `call`, which turns the lists into arguments, and a single formula over
    (output, index, *arguments); `together` may compute all its partials on numbers at once.
    """
    def enter(forward: Callable[..., Number]) -> Operation:
        names = tuple(letters.split()) or _letters(derivatives[0])
        forms = (exact,) if callable(exact) else exact
        operation = Operation(forward, derivatives, forms, _notation(text), _notation(latex),
                              domain, names, together, call)
        RULES[operation.name] = operation
        return operation

    return enter


def _letters(derivative: Derivative) -> tuple[str, ...]:
    """The chalk letters of (output, *arguments): the parameters of the rule's formula."""
    code = derivative.__code__
    return code.co_varnames[:code.co_argcount]


def _notation(given: str | Notation) -> Notation:
    return given if isinstance(given, Notation) else Notation(given)
