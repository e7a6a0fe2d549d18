"""The conventions of a document as words: printed above every report, and read back from TOML.

What a report prints can be given back as it stands: the same keys and values override what would
be found in the document.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import CheckError
from ..trial.world import ACTIVATIONS, BIASES, COSTS
from .binding import DELTAS, HALVED, Binding

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found, unused-ignore]

LETTERS = {"preactivation": "pre", "activation": "post", "weight": "weight", "bias": "bias",
           "input": "input", "target": "target", "prediction": "prediction", "cost": "cost",
           "error": "delta", "activation function": "activation", "learning rate": "rate"}

CHOICES: dict[str, tuple[str, dict[str, Any]]] = {
    "weight order": ("order", {"from-to": "from-to", "to-from": "to-from"}),
    "weights numbered": ("offset", {"by the layer they lead to": 0, "by the layer they leave": 1}),
    "biases numbered": ("ahead", {"as the weights": False, "by the layer they lead to": True}),
    "biases are": ("biases", {name: name for name in BIASES}),
    "input layer": ("first", {"0": 0, "1": 1}),
    "activation is": ("activation", {name: name for name in ACTIVATIONS}),
    "output layer": ("output", {"the same": "", **{name: name for name in ACTIVATIONS},
                                "softmax": "softmax"}),
    "cost function": ("cost", {name: name for name in COSTS}),
    "error numbered": ("error_offset", {"as its layer": 0, "one higher": -1}),
    "error is": ("delta", {name: name for name in (*DELTAS, HALVED)}),
    "Delta is": ("step", {"the gradient": "gradient", "the update": "update",
                           "minus the gradient": "descent"}),
    "labels": ("flipped", {"as usual": False, "flipped": True}),
    "summation convention": ("einstein", {"no": False, "yes": True}),
    "vectors": ("rows", {"columns": False, "rows": True}),
}


def described(binding: Binding) -> dict[str, str]:
    """Every convention that a document was read under.

    >>> described(Binding({"z": "pre"}, order="from-to"))["weight order"]
    'from-to'
    """
    letters = {key: ", ".join(binding.letters(role)) for key, role in LETTERS.items()
               if binding.letters(role)}
    choices = {key: _word(getattr(binding, entry), words)
               for key, (entry, words) in CHOICES.items()}
    layers = {"layer letters": ", ".join(sorted(binding.layers - {"ell"})),
              "last layer": ", ".join(sorted(binding.last))}
    return {**letters, **layers, **choices}


def worded(change: Mapping[str, Any]) -> str:
    """A change of one convention, as the condition of a verdict.

    >>> worded({"activation": "tanh"})
    'if the activation is tanh'
    """
    ((entry, value),) = change.items()
    for key, (name, words) in CHOICES.items():
        if name == entry:
            verb = "" if key.endswith((" is", "numbered")) else " is"
            return f"if the {key}{verb} {_word(value, words)}"
    return f"if {entry} is {value}"


def _word(value: Any, words: Mapping[str, Any]) -> str:
    return next((word for word, meaning in words.items() if meaning == value), str(value))


def overridden(binding: Binding, given: Mapping[str, Any]) -> Binding:
    """The binding with the given conventions in place of what was found.

    Raises CheckError for a key or a value that doesn't exist.

    >>> overridden(Binding(), {"weight order": "from-to"}).order
    'from-to'
    """
    for key, value in given.items():
        binding = _changed(binding, key, value)
    return binding


def _changed(binding: Binding, key: str, value: Any) -> Binding:
    if key in LETTERS:
        return _lettered(binding, LETTERS[key], str(value))
    if key == "layer letters":
        return binding.but(layers=frozenset(_split(str(value))) | {"ell"})
    if key == "last layer":
        return binding.but(last=frozenset(_split(str(value))))
    if key not in CHOICES:
        raise CheckError(f"there is no convention {key!r}; write one of "
                         f"{', '.join([*LETTERS, 'layer letters', 'last layer', *CHOICES])}")
    entry, words = CHOICES[key]
    if str(value) not in words:
        raise CheckError(f"{key} can't be {value!r}; write one of {', '.join(words)}")
    return binding.but(**{entry: words[str(value)],
                          "evidence": {**binding.evidence, f"{entry}=": "given"}})


def _lettered(binding: Binding, role: str, value: str) -> Binding:
    kept = {base: meaning for base, meaning in binding.roles.items()
            if meaning != role and base not in _split(value)}
    return binding.but(roles={**kept, **dict.fromkeys(_split(value), role)})


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def conventions(given: Any) -> dict[str, Any]:
    """Conventions from a TOML file, a mapping or nothing.

    Raises CheckError for a file that can't be read as TOML.
    """
    if given is None or isinstance(given, Mapping):
        return dict(given or {})
    try:
        return dict(tomllib.loads(Path(given).read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CheckError(f"the conventions in {given} can't be read: {error}; write lines such as "
                         "\"weight order\" = \"from-to\"") from error
