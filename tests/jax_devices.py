"""A program on two simulated devices, run by test_export.py with XLA_FLAGS."""

import json

import numpy as np

from chalkgrad import Value, compile, nn


def main():
    import jax
    import jax.numpy as jnp
    from jax.sharding import Mesh, PartitionSpec

    jax.config.update("jax_enable_x64", True)
    net = nn.MLP([3, 4, 2], seed=0)
    x, y = [Value(0.1) for _ in range(3)], [Value(0.2) for _ in range(2)]
    program = compile(nn.half_sse(net(x), y), [*x, *y], list(net.parameters()))
    X, theta = np.random.default_rng(0).normal(size=(10, 5)), jnp.asarray(program.parameters)
    values, rows = program.to_jax(), PartitionSpec("rows")
    mesh = Mesh(np.array(jax.devices()), ("rows",))

    spread = jax.jit(jax.shard_map(values, mesh=mesh, in_specs=(rows, PartitionSpec()),
                                   out_specs=rows))
    found = spread(X, theta)
    gradient = jax.jit(jax.grad(lambda theta: spread(X, theta).sum()))(theta)
    wanted, slopes = program(X)
    print(json.dumps({"devices": len(found.sharding.device_set),
                      "values": float(abs(found - wanted).max()),
                      "gradient": float(abs(gradient - slopes).max())}))


if __name__ == "__main__":
    main()
