"""Networks in files: arrays in an .npz archive, never pickle."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

from ..engine import ChalkgradError, ShapeError
from ..engine.files import write_whole
from .network import MLP, Layer


def save(net: MLP, path: str | os.PathLike[str]) -> None:
    """Write a network's sizes, activations, weights (i, j) and biases (j,) to an .npz file.

    The file is replaced in one step: an interrupted save leaves the old one as it was.
    """
    write_arrays(path, network_arrays(net))


def network_arrays(net: MLP) -> dict[str, Any]:
    """What a file holds of a network: sizes, activations, w1 (i, j), b1 (j,), …"""
    import numpy as np

    arrays: dict[str, Any] = {"sizes": np.array(net.sizes),
                              "activations": np.array([net.activation, net.output])}
    for layer in net.layers:
        arrays[f"w{layer.number}"] = np.array([[w.data for w in row] for row in layer.w], float)
        arrays[f"b{layer.number}"] = np.array([b.data for b in layer.b], float)
    return arrays


def write_arrays(path: str | os.PathLike[str], arrays: dict[str, Any]) -> None:
    """Write an .npz file, whole or not at all."""
    import numpy as np

    file = io.BytesIO()
    np.savez(file, **arrays)
    write_whole(path, file.getvalue())


def load(path: str | os.PathLike[str], into: MLP | None = None) -> MLP:
    """Read a network that `save` wrote; with `into`, fill that network's parameters.

    Raises ShapeError naming the layer where shapes differ, and then changes nothing;
    ChalkgradError if the file is no such archive.
    """
    arrays = read_arrays(Path(path))
    net = _network(arrays, path) if into is None else into
    check_alike(net, arrays, path)
    fill(net, arrays)
    return net


def check_alike(net: MLP, arrays: dict[str, Any], path: Any) -> None:
    """Raise ShapeError, naming the layer, if the stored network is not like this one."""
    stored = _network(arrays, path)
    if repr(net) != repr(stored):
        _check_layers(net, arrays, path)
        raise ShapeError(f"{path} holds {stored!r}, not {net!r}; load without `into`, or make a "
                         "network like it")
    _check_layers(net, arrays, path)


def fill(net: MLP, arrays: dict[str, Any]) -> None:
    """Give a network the stored weights and biases."""
    for layer in net.layers:
        _fill(layer, arrays)


def _network(arrays: dict[str, Any], path: Any) -> MLP:
    """An untrained network like the stored one."""
    try:
        activation, output = map(str, arrays["activations"])
        return MLP([int(size) for size in arrays["sizes"]], activation, output)
    except (ValueError, TypeError) as error:
        raise ChalkgradError(f"{path} holds no saved network ({error}); give a file that "
                             "nn.save(net, path) wrote") from error


def _check_layers(net: MLP, arrays: dict[str, Any], path: Any) -> None:
    for layer in net.layers:
        _check(layer, arrays, path)


def read_arrays(path: Path) -> dict[str, Any]:
    """The arrays of a file that `save` wrote; raises ChalkgradError if it is no such archive."""
    import zipfile
    import zlib

    import numpy as np

    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
            arrays["sizes"], arrays["activations"]
            return arrays
    except FileNotFoundError:
        raise
    except (ValueError, KeyError, OSError, EOFError, AttributeError, NotImplementedError,
            zipfile.BadZipFile, zlib.error) as error:
        raise ChalkgradError(f"{path} holds no saved network ({error}); give a file that "
                             "nn.save(net, path) wrote") from error


def _check(layer: Layer, arrays: dict[str, Any], path: Any) -> None:
    here = {f"w{layer.number}": (len(layer.w), len(layer.b)), f"b{layer.number}": (len(layer.b),)}
    for name, shape in here.items():
        stored = arrays[name].shape if name in arrays and arrays[name].dtype == float else None
        if stored != shape:
            raise ShapeError(f"layer {layer.number}: {name} has shape {shape} here but {stored} in "
                             f"{path}; load without `into`, or make a network of sizes "
                             f"{arrays['sizes'].tolist()}")


def _fill(layer: Layer, arrays: dict[str, Any]) -> None:
    for row, stored in zip(layer.w, arrays[f"w{layer.number}"].tolist()):
        for w, number in zip(row, stored):
            w.data = number
    for b, number in zip(layer.b, arrays[f"b{layer.number}"].tolist()):
        b.data = number
