-- Digests, each slot once; news that came late, and what was decided of it; when the last silence was.
CREATE TABLE digest_slots (                   -- a lane's digest of one slot, made or found to be empty
  target_id INTEGER NOT NULL REFERENCES targets ON DELETE CASCADE,
  thread_id INTEGER NOT NULL DEFAULT 0,
  slot TEXT NOT NULL,                         -- news:2026-11-24T08:00, the day and hour in the channel's zone
  slot_at TEXT NOT NULL,                      -- the moment of it
  delivery_id INTEGER REFERENCES outbox ON DELETE SET NULL,   -- null: there was nothing to list
  decided_at TEXT NOT NULL,
  PRIMARY KEY (target_id, thread_id, slot)
) STRICT;

ALTER TABLE outbox ADD COLUMN decision TEXT;  -- null: none was needed | late | let_go | listed | left
ALTER TABLE outbox ADD COLUMN decided_at TEXT;
CREATE INDEX outbox_decided ON outbox (target_id, thread_id, decision) WHERE decision IS NOT NULL;

CREATE TABLE silence (                        -- one row: how long no feed could be read, the last time that was long
  silence_id INTEGER PRIMARY KEY CHECK (silence_id = 1),
  heard_at TEXT NOT NULL,                     -- the newest success of any feed that was noted
  from_at TEXT,                               -- null: there was no long silence yet
  until_at TEXT
) STRICT;
