"""Group accounts into agreements, and show where they part."""
