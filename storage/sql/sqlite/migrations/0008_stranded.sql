-- Work that broke a station: set aside with its reason, so that what waits behind it goes on.
CREATE TABLE stranded (
  station TEXT NOT NULL,                      -- cluster | summarize | enqueue
  subject_id INTEGER NOT NULL,                -- the article or story
  version INTEGER NOT NULL,                   -- its revision or version; a later one is tried again
  error TEXT NOT NULL,
  failed_at TEXT NOT NULL,
  PRIMARY KEY (station, subject_id)
) STRICT;
CREATE INDEX stranded_by_time ON stranded (failed_at);

-- People and bodies that a story tells of.
ALTER TABLE stories ADD COLUMN names TEXT NOT NULL DEFAULT '[]';

-- Postings are found by the hashes that their article keeps, so they need no index of their own. Older
-- marks cannot be compared with those of this version.
DELETE FROM fingerprints;
DELETE FROM marks;
DROP INDEX fingerprints_of;
ALTER TABLE marks ADD COLUMN hashes TEXT NOT NULL DEFAULT '[]';
