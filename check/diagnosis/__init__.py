"""Why a formula is false, and how it would be true."""
