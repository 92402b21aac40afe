-- The outbox: what is owed to which chat, the chats as lanes, and the one sender that may serve them.
CREATE TABLE targets (
  target_id INTEGER PRIMARY KEY,
  address TEXT NOT NULL UNIQUE,               -- as configured: "@name" or the number
  chat_id INTEGER UNIQUE,                      -- from the server's answers; null until the first
  paused_reason TEXT,                         -- why nothing is sent; null when it is
  paused_at TEXT,
  not_before_at TEXT,                         -- told by a 429: no request before this moment
  last_message_id INTEGER,                     -- the newest id known in the chat; null: none
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE outbox (
  delivery_id INTEGER PRIMARY KEY,
  subject TEXT NOT NULL,                      -- story:12 | digest:…
  story_id INTEGER REFERENCES stories,
  target_id INTEGER NOT NULL REFERENCES targets,
  thread_id INTEGER NOT NULL DEFAULT 0,        -- forum topic; 0: none
  kind TEXT NOT NULL,                         -- post | edit | delete | pin | unpin
  version INTEGER NOT NULL,                   -- 1 for the post itself; edits carry the story's version
  state TEXT NOT NULL DEFAULT 'ready',
  priority INTEGER NOT NULL,
  payload TEXT NOT NULL,                      -- the post as JSON
  content_hash TEXT NOT NULL,                 -- of what a reader sees, without marks of time
  of_id INTEGER REFERENCES outbox,             -- the post that an edit, deletion or pin is about
  reply_to_id INTEGER REFERENCES outbox,
  attempts INTEGER NOT NULL DEFAULT 0,
  degraded INTEGER NOT NULL DEFAULT 0,        -- steps by which the post was made plainer
  probes INTEGER NOT NULL DEFAULT 0,          -- looks at the chat since the outcome became unknown
  doubtful INTEGER NOT NULL DEFAULT 0,        -- 1: resent although an earlier copy may stand in the chat
  epoch INTEGER,                              -- of the sender that claimed it
  floor_id INTEGER,                            -- newest id known in the chat when sending began
  message_id INTEGER,
  chat_id INTEGER,                             -- where message_id stands
  reason TEXT,
  published_at TEXT NOT NULL,
  due_at TEXT NOT NULL,                       -- from then on it stands in its lane
  retry_at TEXT,                              -- from then on it may be tried again; the lane waits with it
  expires_at TEXT,
  created_at TEXT NOT NULL,
  sending_at TEXT,
  settled_at TEXT,
  UNIQUE (subject, target_id, thread_id, kind, version)
) STRICT;
CREATE INDEX outbox_open ON outbox (target_id, priority, published_at, delivery_id)
  WHERE state IN ('ready', 'waiting');
CREATE INDEX outbox_busy ON outbox (target_id) WHERE state IN ('claimed', 'sending', 'unknown');
CREATE INDEX outbox_due ON outbox (due_at) WHERE state IN ('ready', 'waiting');
CREATE INDEX outbox_retry ON outbox (retry_at) WHERE state IN ('waiting', 'unknown');
CREATE INDEX outbox_expiring ON outbox (expires_at) WHERE state IN ('ready', 'waiting');
CREATE INDEX outbox_messages ON outbox (target_id, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX outbox_of ON outbox (of_id) WHERE of_id IS NOT NULL;
CREATE INDEX outbox_replies ON outbox (reply_to_id) WHERE reply_to_id IS NOT NULL;
CREATE INDEX outbox_story ON outbox (story_id) WHERE story_id IS NOT NULL;
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;

CREATE TABLE sender_lease (                   -- one row: who may send, and until when without renewing
  lease_id INTEGER PRIMARY KEY CHECK (lease_id = 1),
  epoch INTEGER NOT NULL,
  owner TEXT NOT NULL,
  held_until_at TEXT NOT NULL
) STRICT;
