"""Hand-derived formulas held against the graph: is this line of the notes true?

>>> from chalkgrad import check
>>> line = check.formula(r"\\frac{\\partial a_j}{\\partial z_j} = a_j (1 - a_j)")
>>> line.verdict
'true'
>>> check.formula(r"\\sigma'(z) = \\sigma(z) (1 + \\sigma(z))").repair
"\\\\sigma'(z) = \\\\sigma(z) (1 - \\\\sigma(z))"
"""

from .checking import document, formula
from .errors import CheckError, ReadError
from .hand.api import against, gradients
from .report import Claim, Part, Report, Worst
from .show.assignment import assignment
from .show.page import page
from .show.terminal import show

__all__ = [
    "CheckError", "Claim", "Part", "ReadError", "Report", "Worst", "against", "assignment",
    "document", "formula", "gradients", "page", "show",
]
