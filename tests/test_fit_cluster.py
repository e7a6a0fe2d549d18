"""Training on a cluster: two worker processes, killed in mid-epoch, and nothing lost."""

import json
import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import cluster_training
import numpy as np
import pytest

from chalkgrad import ChalkgradError, ShapeError, nn

SECONDS = 120


class Alone:
    """A client whose only worker is this process."""

    def __init__(self, workers):
        self.workers = workers

    def nthreads(self):
        return {f"tcp://worker-{k}": 1 for k in range(self.workers)}

    def submit(self, function, *arguments, pure):
        return function(*arguments)

    def gather(self, results):
        return results


def trained(**options):
    return cluster_training.train(nn.Adam(0.01), **options)


@pytest.mark.parametrize("workers", [1, 2, 7, 50])
def test_the_parts_of_a_batch_add_up(workers, monkeypatch):
    monkeypatch.setattr(sys.modules["chalkgrad.nn.cluster"], "BLOCK", 5000)
    (found, history), (wanted, alone) = trained(cluster=Alone(workers)), trained(compiled=True)
    assert found == pytest.approx(wanted, rel=1e-12, abs=1e-15)
    assert history.loss == pytest.approx(alone.loss, rel=1e-12)


@pytest.mark.parametrize("options, error, said", [
    ({"cluster": Alone(0)}, ChalkgradError, "has no workers"),
    ({"cluster": "tcp://here"}, ChalkgradError, "give a dask.distributed.Client"),
    ({"cluster": Alone(1), "compiled": False}, ShapeError, "leave one of the two out"),
])
def test_clusters_that_cannot_be(options, error, said):
    with pytest.raises(error, match=said):
        trained(**options)


def test_a_loss_that_cannot_be_traced_is_no_work_for_a_cluster():
    with pytest.raises(nn.Untraceable, match=r"reads \.data"):
        nn.fit(nn.MLP([1, 1]), [[0.5]], [[0.5]], lambda a, y: a[0] * a[0].data, nn.SGD(0.1),
               cluster=Alone(1))


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="processes are killed as on POSIX")
@pytest.mark.skipif(find_spec("distributed") is None, reason="the extra [distributed] is missing")
def test_workers_may_be_killed_in_mid_epoch():
    """The same weights as on one machine to 1e-12, and no process is left."""
    script = Path(cluster_training.__file__)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.PIPE, start_new_session=True) as process:
        try:
            printed, errors = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    left = end_all_of(process)
    assert process.returncode == 0, errors
    found = json.loads(printed.splitlines()[-1])
    weights, history = trained(compiled=True)
    assert len(set(found["killed"])) == 2 and found["steps"] == 30
    assert np.abs(np.array(found["weights"]) - weights).max() <= 1e-12 * np.abs(weights).max()
    assert found["loss"] == pytest.approx(history.loss, rel=1e-12)
    assert not left


def end_all_of(process):
    """Whether processes of the script outlive it by more than a moment; they are killed then."""
    try:
        for _ in range(100):
            os.killpg(process.pid, 0)
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
