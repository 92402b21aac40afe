-- What comes to the door: pushed articles, and feeds that hubs announce; and pages that are looked at again.
ALTER TABLE articles ADD COLUMN pushed_at TEXT;   -- when the newest push of it was signed; null: never pushed

CREATE TABLE hub_leases (                     -- what hubs were asked to tell us (WebSub); one row a callback
  lease_id INTEGER PRIMARY KEY,
  feed_id INTEGER NOT NULL REFERENCES feeds ON DELETE CASCADE,
  hub_url TEXT NOT NULL,
  topic_url TEXT NOT NULL,
  token TEXT NOT NULL UNIQUE,                 -- the unguessable end of the callback's address
  secret TEXT NOT NULL,                       -- the hub signs with it
  state TEXT NOT NULL,                        -- asked | active | leaving | denied | over
  failures INTEGER NOT NULL DEFAULT 0,        -- of asking, in a row
  reason TEXT,                                -- why it is denied or could not be asked
  ask_at TEXT,                                -- when to ask the hub (again); null: not any more
  until_at TEXT,                              -- the end of the lease; null while there is none
  heard_at TEXT,                              -- the last ping that was believed
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX hub_leases_of_feed ON hub_leases (feed_id);
CREATE INDEX hub_leases_due ON hub_leases (ask_at) WHERE ask_at IS NOT NULL;

CREATE TABLE page_checks (                    -- pages of lately posted articles: are they still there?
  article_id INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
  due_at TEXT,                                -- not to be looked at before, also a lease; null: not any more
  looks INTEGER NOT NULL DEFAULT 0,           -- looks that found the page, or nothing to say
  missing INTEGER NOT NULL DEFAULT 0,         -- answers in a row that it is not there
  checked_at TEXT
) STRICT;
CREATE INDEX page_checks_due ON page_checks (due_at) WHERE due_at IS NOT NULL;
