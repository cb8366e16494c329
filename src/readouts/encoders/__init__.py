"""Models loaded once a process: the parse, sentence vectors, the attribution tagger."""
