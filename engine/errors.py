"""The project's own errors: what was given, why it can't be, and what to write instead."""


class ChalkgradError(Exception):
    """Anything chalkgrad refuses; catch this to catch them all."""


class DomainError(ChalkgradError, ValueError):
    """A number lies outside an operation's domain, as in log(−1)."""


class NumberError(ChalkgradError, TypeError):
    """Something that is not one number was given where one number belongs."""


class GraphError(ChalkgradError, TypeError):
    """Something that is not a node of a graph was given where one belongs."""


class ShapeError(ChalkgradError, ValueError):
    """Two lists that must agree in length don't."""


class MissingPackageError(ChalkgradError, ImportError):
    """A package that is needed here is not installed."""
