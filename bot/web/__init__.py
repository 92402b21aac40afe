"""The only way out to the web: bounded requests to addresses that may be fetched."""
