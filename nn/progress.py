"""A progress bar that shows loss and rate; silent when not wanted."""

from __future__ import annotations

from types import TracebackType
from typing import Any


class Bar:
    """A bar over a known number of samples: `with Bar(1000, shown=True) as bar: bar.advance(…)`."""

    def __init__(self, total: int, shown: bool) -> None:
        self._progress = _progress() if shown else None
        self._total = total
        self._task: Any = None

    def __enter__(self) -> Bar:
        if self._progress is not None:
            self._progress.start()
            self._task = self._progress.add_task("starting", total=self._total)
        return self

    def advance(self, samples: int, text: str) -> None:
        """Move on by some samples and say how it stands."""
        if self._progress is not None:
            self._progress.update(self._task, advance=samples, description=text)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        if self._progress is not None:
            self._progress.stop()


def _progress() -> Any:
    from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Any) -> Text:
            return Text(f"{task.speed or 0:,.0f} samples/s", style="cyan")

    return Progress(TextColumn("{task.description}"), BarColumn(), Rate(), TimeRemainingColumn())
