"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: str | os.PathLike[str], content: bytes) -> Path:
    """Write beside the file and then move there, so that no half file is ever seen.

    What is no file, such as /dev/stdout, is written to as it is. Raises FileNotFoundError, naming
    the folder, if there is none to write in.
    """
    target = Path(os.path.realpath(path))
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as stream:
            stream.write(content)
        return Path(path)
    if not target.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {str(Path(path).parent)!r} to write "
                                f"{target.name!r} in; make it first, or give another path")
    part = target.with_name(f".{os.getpid()}.part")
    try:
        part.write_bytes(content)
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Path(path)
