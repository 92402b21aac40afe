"""A small local news site: five sources with feeds, pages and pictures, where news comes on a schedule."""
