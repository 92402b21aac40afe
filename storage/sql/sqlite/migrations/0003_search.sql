-- The search index: immutable segments of postings; bot.search alone knows what the blobs say.
CREATE TABLE search_segments (
  segment_id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: readers keep segments by it
  live INTEGER NOT NULL DEFAULT 0,            -- 0 while its pages are still being written
  documents INTEGER NOT NULL,                 -- how many articles it holds
  pages INTEGER NOT NULL,
  terms BLOB NOT NULL,                        -- its terms, and where the postings of each begin
  articles BLOB NOT NULL,                     -- of each document: article, revision, date, source, section, place
  lease_until_at TEXT                         -- somebody is merging or writing it until then
) STRICT;

CREATE TABLE search_pages (                   -- the postings of a segment, cut into equal pieces
  page_id INTEGER PRIMARY KEY,                -- segment_id * 65536 + number
  body BLOB NOT NULL
) STRICT;

CREATE TABLE search_dead (                    -- articles of which older revisions in segments no longer count
  article_id INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL                   -- the first one that still counts
) STRICT;

CREATE TABLE search_state (
  single INTEGER PRIMARY KEY CHECK (single = 1),
  deaths INTEGER NOT NULL                     -- grows with every change of search_dead
) STRICT;
INSERT INTO search_state VALUES (1, 0);
