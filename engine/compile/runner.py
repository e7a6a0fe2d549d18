"""A program bound to memory: its phases as calls for blocks of so many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .arrays import Array, Arrays
from .binding import Binding
from .calls import Bound, Calls
from .domains import check_domain
from .kernels import PARTIAL
from .parts import CALL_ADJOINT, PHASES, SEED

if TYPE_CHECKING:
    from .program import Program


class Steps:
    """The calls for blocks of so many rows.

    `first` and `later` compute values and gradient of the first block and of each one after it,
    `last` what is left to do after the last; `look` and `look_later` compute the values only.
    """

    def __init__(self, program: Program, flat: list[Array], rows: int) -> None:
        self.rows, self.program = rows, program
        self.arrays = Arrays(program.buffers, flat, rows)
        self.arrays.make_room(program.instructions)
        self.seed = self.arrays.flat[SEED]
        self.gradient = self.arrays.flat[CALL_ADJOINT][:program.size]
        self.roots = [self.arrays.of(root).reshape(-1) for root in program.roots]
        self._bind()

    def _bind(self) -> None:
        binding = Binding(self.program, self.arrays)
        self.changed = binding.changed
        made: dict[str, list[Bound]] = {phase: [] for phase in PHASES}
        for each in self.program.instructions:
            made[each.phase].append(binding.bound(each))
        before, forward, backward, after = made.values()
        again = [bound._replace(first=bound.later) for bound in backward]
        self.first, self.later = Calls(before + forward + backward), Calls(forward + again)
        self.look, self.look_later = Calls(before + forward), Calls(forward)
        self.last = Calls(after)

    def check_domains(self, block: Array, start: int) -> None:
        """The first calls again, one by one, with a look at every number that is not finite."""
        instructions = [each for each in self.program.instructions
                        if each.phase in ("before", "forward")]
        self.look.fill(block)
        for each, (call, arguments) in zip(instructions, self.look.calls):
            call(*arguments)
            if each.op in PARTIAL:
                check_domain(self.arrays, each, start)
        self.changed.clear()
