"""Many documents: one plan that several engines carry out, shards on disk, and the way from them into a ledger."""
