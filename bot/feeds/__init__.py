"""From a source's address to new articles: fetch, parse, recognise, time the next poll."""
