-- The hashes that articles are found by stay with their marks and are looked up in memory: a row for each hash
-- cost more than all else that the story station wrote.
CREATE TABLE kept (
  turn INTEGER PRIMARY KEY AUTOINCREMENT,     -- never given twice: each process reads on from the last it has seen
  article_id INTEGER NOT NULL UNIQUE REFERENCES articles ON DELETE CASCADE,
  dated_at TEXT NOT NULL,
  hashes TEXT NOT NULL,                       -- eight hexadecimal digits each
  mark BLOB NOT NULL                          -- encoded by bot.stories.mark
) STRICT;
INSERT INTO kept (article_id, dated_at, hashes, mark)
SELECT article_id, dated_at, coalesce(
  -- A headline's term stood 2^32 above the others; now all its bits are turned round.
  (SELECT group_concat(printf('%08x', CASE WHEN value < 4294967296 THEN value ELSE 8589934591 - value END), '')
   FROM json_each(marks.hashes)), ''), mark
FROM marks ORDER BY article_id;
DROP TABLE marks;
DROP TABLE fingerprints;
ALTER TABLE kept RENAME TO marks;
