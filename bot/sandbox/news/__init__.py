"""A small local news site: five sources with feeds, article pages and pictures, where news happens on a schedule."""
