"""Gradient sums on a dask.distributed cluster: every batch in parts, one for each worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..engine import ChalkgradError
from .compiled import Sums
from .traced import Traced

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..engine.compile import Program

    Parts = tuple[NDArray[Any], NDArray[Any]]

BLOCK = 4 << 20  # bytes of the rows that are sent in one message


@contextmanager
def spread(found: Traced, client: Any) -> Iterator[Sums]:
    """A function (batch, θ) → values, gradient sum that computes on the client's workers.

    The program goes there as the bytes of its file, the rows as arrays, both as results of tasks:
    when a worker is lost, the scheduler makes them again elsewhere, and its part of the batch.
    """
    from ..engine.compile.files import from_bytes, to_bytes

    parts = _workers(client)
    program = client.submit(from_bytes, to_bytes(found.program), pure=False)
    step = max(1, BLOCK // max(found.rows[0].nbytes, 1))
    blocks = [client.submit(_sent, found.rows[start:start + step], pure=False)
              for start in range(0, len(found.rows), step)]
    rows = client.submit(_joined, blocks, pure=False)

    def sums(batch: list[int], theta: NDArray[Any]) -> Parts:
        import numpy as np

        shares = [share for share in np.array_split(np.array(batch), parts) if len(share)]
        tasks = [client.submit(_sum, program, rows, share, theta, pure=False) for share in shares]
        results = client.gather(tasks)
        return np.concatenate([values for values, _ in results]), sum(g for _, g in results)

    yield sums


def _workers(client: Any) -> int:
    if not (hasattr(client, "submit") and hasattr(client, "nthreads")):
        raise ChalkgradError(f"cluster={client!r} is no cluster; give a dask.distributed.Client")
    workers = len(client.nthreads())
    if not workers:
        raise ChalkgradError("the cluster has no workers; start some, or wait for them with "
                             "client.wait_for_workers(1)")
    return workers


# What the workers do

def _sent(rows: NDArray[Any]) -> NDArray[Any]:
    return rows


def _joined(blocks: list[NDArray[Any]]) -> NDArray[Any]:
    import numpy as np

    return np.concatenate(blocks)


def _sum(program: Program, rows: NDArray[Any], share: NDArray[Any], theta: NDArray[Any]) -> Parts:
    return program(rows[share], theta)
