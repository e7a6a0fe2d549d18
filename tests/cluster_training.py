"""A training on two worker processes, of which one is killed; run by test_fit_cluster.py."""

import json
import os
import signal
import sys
import threading

import numpy as np

from chalkgrad import nn

EPOCHS, BATCH = 3, 40


def data():
    generator = np.random.default_rng(0)
    return generator.normal(size=(400, 6)), generator.integers(0, 3, 400)


def train(optimizer, **options):
    net = nn.MLP([6, 8, 3], "tanh", "linear", seed=0)
    history = nn.fit(net, *data(), nn.cross_entropy_with_logits, optimizer, EPOCHS, BATCH,
                     progress=False, **options)
    return [p.data for p in net.parameters()], history


def killing(client):
    """An optimizer that has a worker killed in the middle of the second epoch, and another one
    while the third is under way; it notes how many processes there have been."""
    class Killing(nn.Adam):
        taken = 0
        killed: list = []  # noqa: RUF012

        def step_arrays(self, v, gradient, memory):
            self.taken += 1
            if self.taken in (15, 22):
                pid = sorted(client.run(os.getpid).values())[0]
                self.killed.append(pid)
                delay = threading.Timer(0.002 * (self.taken == 22), os.kill, (pid, signal.SIGKILL))
                delay.start()
            return super().step_arrays(v, gradient, memory)

    return Killing(0.01)


def main():
    from distributed import Client, LocalCluster

    with (LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None,
                       silence_logs=50) as cluster, Client(cluster) as client):
        optimizer = killing(client)
        weights, history = train(optimizer, cluster=client)
        print(json.dumps({"weights": weights, "loss": history.loss, "killed": optimizer.killed,
                          "steps": optimizer.steps}), file=sys.stdout)


if __name__ == "__main__":
    main()
