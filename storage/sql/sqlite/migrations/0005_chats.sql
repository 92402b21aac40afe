-- Chats that the bot is in, what they follow, the updates whose effect is done, and the keys of this archive.
CREATE TABLE chats (
  chat_id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,                         -- private | group | channel
  title TEXT NOT NULL DEFAULT '',             -- of a group or channel; a person's name is not kept
  standing TEXT NOT NULL,                     -- member | administrator | left | blocked
  may_post INTEGER NOT NULL DEFAULT 0,
  changed_at TEXT NOT NULL
) STRICT;

CREATE TABLE subscriptions (
  subscription_id INTEGER PRIMARY KEY,
  chat_id INTEGER NOT NULL REFERENCES chats ON DELETE CASCADE ON UPDATE CASCADE,
  kind TEXT NOT NULL,                         -- place | words
  term TEXT NOT NULL,                         -- folded, for comparison
  shown TEXT NOT NULL,                        -- as the reader wrote it
  created_at TEXT NOT NULL,
  UNIQUE (chat_id, kind, term)
) STRICT;

CREATE TABLE updates (                        -- updates whose effect is committed: a second delivery does nothing
  update_id INTEGER PRIMARY KEY,
  done_at TEXT NOT NULL
) STRICT;
CREATE INDEX updates_by_time ON updates (done_at);

CREATE TABLE keys (                           -- secrets of this archive, such as the one that signs buttons
  name TEXT PRIMARY KEY,
  secret BLOB NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE notices (                        -- what the admins were told of and is not over yet
  subject TEXT PRIMARY KEY,                   -- target:3 | delivery:12
  told_at TEXT NOT NULL
) STRICT;
