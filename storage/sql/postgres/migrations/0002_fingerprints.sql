-- What articles are compared by while they are in the window, and what each was matched with.
CREATE TABLE marks (
  article_id BIGINT PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
  mark BYTEA NOT NULL,                        -- encoded by bot.stories.fingerprint
  dated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX marks_by_date ON marks (dated_at);

CREATE TABLE fingerprints (                   -- postings: which articles in the window carry a hash
  hash BIGINT NOT NULL,
  article_id BIGINT NOT NULL,
  PRIMARY KEY (hash, article_id)
);
CREATE INDEX fingerprints_of ON fingerprints (article_id);

CREATE TABLE matches (                        -- the decision on an article, kept to be explained
  article_id BIGINT PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
  other_id BIGINT,                            -- the article it was judged against; null: no candidate came near
  score DOUBLE PRECISION NOT NULL,
  evidence TEXT NOT NULL,                     -- JSON object, written by bot.stories.match
  decided_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX articles_unclustered_imports ON articles (published_at, article_id)
  WHERE clustered_revision < revision AND page_state <> 'waiting' AND intake = 'import';
