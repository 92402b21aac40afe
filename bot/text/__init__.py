"""Arabic text as pure functions: folding, words, sentences, direction, publisher HTML."""
