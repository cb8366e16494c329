"""From a document to accounts: who said what, for whom, which stance, when."""
