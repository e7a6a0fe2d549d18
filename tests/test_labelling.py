"""Labels after the variables that hold the Values."""

import code

import numpy as np
import pytest

from chalkgrad.chalk.labelling import label_locals, names, subscripted
from chalkgrad.engine import Value

outside = Value(1.0)


def labels(*nodes):
    return [node.label for node in nodes]


def test_locals_are_named():
    x, w = Value(1.0), Value(2.0)
    y = w * x
    number = 3
    label_locals()
    assert labels(x, w, y, outside) == ["x", "w", "y", ""] and number == 3


def test_no_label_is_overwritten():
    x = Value(1.0, "mine")
    label_locals()
    y = x
    label_locals({"z": y})
    assert x.label == "mine"


def test_a_leading_underscore_is_skipped():
    _, _hidden, shown = Value(1.0), [Value(2.0)], Value(3.0)
    label_locals()
    assert labels(_, *_hidden, shown) == ["", "", "shown"]


def test_lists_tuples_and_arrays_are_counted_from_1():
    w, b = [Value(1.0), "text", Value(2.0)], (Value(3.0),)
    table = [[Value(4.0), Value(5.0)], [Value(6.0)]]
    array = np.array([[Value(7.0), Value(8.0)]], dtype=object)
    label_locals()
    assert labels(w[0], w[2], b[0]) == ["w_1", "w_3", "b_1"]
    assert labels(*table[0], *table[1]) == ["table_{1,1}", "table_{1,2}", "table_{2,1}"]
    assert labels(*array[0]) == ["array_{1,1}", "array_{1,2}"]


def test_other_holders_are_left_alone():
    held, array = {"x": Value(1.0)}, np.zeros(3)
    label_locals({"held": held, "array": array, "text": "text", "nothing": np.array(None)})
    assert held["x"].label == ""


def test_a_list_that_holds_itself():
    w = [Value(1.0)]
    w.append(w)
    label_locals({"w": w})
    assert w[0].label == "w_1"


def test_the_name_assigned_first_counts():
    xs = [Value(1.0), Value(2.0)]
    for x in xs:
        last = x
    label_locals()
    assert labels(*xs) == ["xs_1", "xs_2"] and last is xs[1]


@pytest.mark.parametrize("name, place, label", [
    ("w", (), "w"), ("w", (3,), "w_3"), ("w", (12,), "w_{12}"), ("w", (1, 2), "w_{1,2}"),
    ("a_1", (), "a_1"), ("a_1", (2,), "a_{1,2}"), ("w_out", (2,), "w_out_2")])
def test_subscripts(name, place, label):
    assert subscripted(name, place) == label


# with names():

def test_a_block_names_what_was_assigned_inside():
    before, again, kept = Value(1.0), Value(2.0), [Value(3.0)]
    old = again
    with names():
        x = before * 2
        again = x + 1
        kept.append(x)
    assert labels(before, old, kept[0], x, again) == ["", "", "", "x", "again"]


def test_a_block_that_fails_names_what_it_can():
    with pytest.raises(ZeroDivisionError), names():
        x = Value(1.0)
        _y = 1 / 0
    assert x.label == "x"


def test_blocks_may_be_nested():
    with names():
        a = Value(1.0)
        with names():
            b = a * 2
        assert labels(a, b) == ["", "b"]
        c = b * 2
    assert labels(a, b, c) == ["a", "b", "c"]


def test_a_block_keeps_nothing():
    block = names()
    with block:
        x = Value(1.0)
    assert x.label == "x" and block._frame is None and not block._before


def test_a_block_used_twice_names_only_once():
    block = names()
    with block:
        x = Value(1.0)
    with block:
        y = Value(1.0)
    assert labels(x, y) == ["x", ""]


def test_at_the_prompt():
    console = code.InteractiveConsole({"Value": Value, "names": names, "label": label_locals})
    for line in ("x = Value(2.0)", "with names():", "    y = x * x", "", "z = y + 1"):
        console.push(line)
    assert labels(console.locals["x"], console.locals["y"]) == ["", "y"]
    console.push("label()")
    assert labels(console.locals["x"], console.locals["z"]) == ["x", "z"]


def test_in_a_class_and_in_a_comprehension():
    class Holder:
        with names():
            x = Value(1.0)

    assert Holder.x.label == "x"
    with names():
        ws = [Value(float(i)) for i in range(2)]
    assert labels(*ws) == ["ws_1", "ws_2"]
