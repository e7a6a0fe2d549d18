"""`python -m chalkgrad`."""

from .cli import app

app(prog_name="chalkgrad")
