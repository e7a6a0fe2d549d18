"""What every test stands on: the oracles in this folder, and hypothesis without deadlines."""

import sys
from pathlib import Path

import mpmath
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))  # so that a test can say `from truth import …`

mpmath.mp.dps = 50  # before any test is collected, so that their order doesn't matter

settings.register_profile("chalkgrad", deadline=None, derandomize=True,
                          suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("chalkgrad")
