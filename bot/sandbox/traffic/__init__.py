"""What happens to a request on its way: rate limits, injected faults, the ledger of what came of it."""
