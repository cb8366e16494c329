"""The whole chain, documents to ledger. The only place that knows all of it."""
