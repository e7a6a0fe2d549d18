"""Reports for the terminal, the browser, programs and classes."""
