-- What articles are compared by while they are in the window, and what each was matched with.
CREATE TABLE marks (
  article_id INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
  mark BLOB NOT NULL,                         -- encoded by bot.stories.fingerprint
  dated_at TEXT NOT NULL
) STRICT;
CREATE INDEX marks_by_date ON marks (dated_at);

CREATE TABLE fingerprints (                   -- postings: which articles in the window carry a hash
  hash INTEGER NOT NULL,
  article_id INTEGER NOT NULL,
  PRIMARY KEY (hash, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX fingerprints_of ON fingerprints (article_id);

CREATE TABLE matches (                        -- the decision on an article, kept to be explained
  article_id INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
  other_id INTEGER,                           -- the article it was judged against; null: no candidate came near
  score REAL NOT NULL,
  evidence TEXT NOT NULL,                     -- JSON object, written by bot.stories.match
  decided_at TEXT NOT NULL
) STRICT;

CREATE INDEX articles_unclustered_imports ON articles (published_at, article_id)
  WHERE clustered_revision < revision AND page_state <> 'waiting' AND intake = 'import';
