"""Why a formula has no value at one point."""

from __future__ import annotations

from ..errors import CheckError


class OutOfLayers(CheckError):
    """A layer that the network doesn't have: the formula says nothing there."""


class OutOfRange(CheckError):
    """A unit that its layer doesn't have."""


class TooLong(CheckError):
    """A formula that takes more steps to compute than one in notes would."""


class Unreadable(CheckError):
    """Something that has no value, and why."""


class Unconnected(Unreadable):
    """A cost that the network has no part in, differentiated by something in the network."""


class OtherWayUp(Unreadable):
    """A matrix that a gradient would equal if it stood the other way up."""
