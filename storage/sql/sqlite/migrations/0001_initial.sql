-- Sources, their feeds, articles, stories and summaries: the belts from a poll to a summary.
CREATE TABLE sources (
  source_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  url TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'auto',          -- auto | feed | page | telegram | sitemap | push
  options TEXT NOT NULL DEFAULT '{}',         -- JSON: what the configuration says of it
  from_config INTEGER NOT NULL DEFAULT 1,
  paused_reason TEXT,                         -- why it is not polled; null when it is
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE feeds (
  feed_id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
  url TEXT NOT NULL UNIQUE,
  etag TEXT,
  last_modified TEXT,
  body_hash BLOB,                             -- of the last body that was read whole
  settled INTEGER NOT NULL DEFAULT 0,         -- 1 once the first poll is over: from then on new is news
  interval_s INTEGER,                         -- learned; null: not yet
  timing TEXT NOT NULL DEFAULT '{}',          -- JSON: what the cadence was learned from
  moved_to TEXT,                              -- permanent redirect seen, adopted after three sightings
  moved_seen INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,        -- in a row
  error TEXT,                                 -- the code of the last failure; null when the last poll was good
  error_detail TEXT,
  told_error TEXT,                            -- the code that the operators were last told of
  next_poll_at TEXT NOT NULL,
  claimed_until_at TEXT,
  last_poll_at TEXT,
  last_success_at TEXT,
  last_new_at TEXT
) STRICT;
CREATE INDEX feeds_due ON feeds (next_poll_at);
CREATE INDEX feeds_of_source ON feeds (source_id);

CREATE TABLE articles (
  article_id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources,
  url TEXT NOT NULL,
  entry_id TEXT,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  image_url TEXT,
  author TEXT,
  section TEXT,
  agency TEXT,
  place TEXT,
  views INTEGER,
  language TEXT,
  feed_id INTEGER,                            -- the feed that brought it; null for pushed and imported ones
  entry_hash INTEGER NOT NULL DEFAULT 0,      -- of the entry as the feed gave it: equal means nothing to compare
  content_hash INTEGER NOT NULL,              -- of title and text as the feed gave them, cleaned
  intake TEXT NOT NULL,                       -- news | seed | import | held
  page_state TEXT NOT NULL DEFAULT 'none',    -- none | waiting | read | failed
  page_attempts INTEGER NOT NULL DEFAULT 0,
  page_due_at TEXT,                         -- not to be read before: a lease, or a wait after a failure
  revision INTEGER NOT NULL DEFAULT 1,
  story_id INTEGER REFERENCES stories,
  relation TEXT,                              -- first | duplicate | same_event | update
  clustered_revision INTEGER NOT NULL DEFAULT 0,
  indexed_revision INTEGER NOT NULL DEFAULT 0,
  published_at TEXT,
  seen_at TEXT NOT NULL,
  changed_at TEXT,
  gone_at TEXT
) STRICT;
CREATE INDEX articles_unread ON articles (article_id) WHERE page_state = 'waiting';
CREATE INDEX articles_unclustered ON articles (article_id)
  WHERE clustered_revision < revision AND page_state <> 'waiting' AND intake IN ('news', 'seed');
CREATE INDEX articles_unindexed ON articles (article_id) WHERE indexed_revision < revision;
CREATE INDEX articles_of_story ON articles (story_id) WHERE story_id IS NOT NULL;
CREATE INDEX articles_by_time ON articles (published_at DESC, article_id DESC);
CREATE INDEX articles_by_url ON articles (url);
CREATE INDEX articles_of_source ON articles (source_id, article_id);
CREATE INDEX articles_held ON articles (article_id) WHERE intake = 'held';

CREATE TABLE article_keys (                   -- every identity that an article was seen under, as a 63-bit hash;
                                              -- it outlives the article: what was purged is not news again
  key INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL
) STRICT;

CREATE TABLE article_revisions (              -- what an article said before it was changed
  article_id INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  until_at TEXT NOT NULL,
  PRIMARY KEY (article_id, revision)
) STRICT;

CREATE TABLE set_aside (                      -- entries that broke something, kept to be shown
  feed_id INTEGER NOT NULL REFERENCES feeds ON DELETE CASCADE,
  entry_hash INTEGER NOT NULL,
  label TEXT NOT NULL,                        -- title or address, whatever could be read
  error TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  PRIMARY KEY (feed_id, entry_hash)
) STRICT;

CREATE TABLE stories (
  story_id INTEGER PRIMARY KEY,
  lead_id INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  follows_id INTEGER REFERENCES stories,
  places TEXT NOT NULL DEFAULT '[]',
  topics TEXT NOT NULL DEFAULT '[]',
  breaking INTEGER NOT NULL DEFAULT 0,
  postable INTEGER NOT NULL DEFAULT 0,
  summarized_version INTEGER NOT NULL DEFAULT 0,
  enqueued_version INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX stories_unsummarized ON stories (story_id) WHERE summarized_version < version AND postable = 1;
CREATE INDEX stories_unenqueued ON stories (story_id)
  WHERE enqueued_version < summarized_version AND postable = 1;
CREATE INDEX stories_by_time ON stories (updated_at);
CREATE INDEX stories_following ON stories (follows_id) WHERE follows_id IS NOT NULL;

CREATE TABLE summaries (
  story_id INTEGER PRIMARY KEY REFERENCES stories ON DELETE CASCADE,
  version INTEGER NOT NULL,
  sentences TEXT NOT NULL,                    -- JSON list
  method TEXT NOT NULL,
  article_id INTEGER NOT NULL REFERENCES articles,
  created_at TEXT NOT NULL
) STRICT;
