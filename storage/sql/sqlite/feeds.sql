-- name: add
-- A new feed, due at once.
INSERT INTO feeds (source_id, url, next_poll_at) VALUES (:source_id, :url, :now)
ON CONFLICT (url) DO NOTHING
RETURNING feed_id;

-- name: claim_due
-- Lease the feeds whose time has come.
UPDATE feeds SET claimed_until_at = :until, claimed_by = :holder
WHERE feed_id IN (
  SELECT feed_id FROM feeds JOIN sources USING (source_id)
  WHERE next_poll_at <= :now AND (claimed_until_at IS NULL OR claimed_until_at <= :now)
    AND kind <> 'push' AND paused_reason IS NULL
  ORDER BY next_poll_at LIMIT :most)
RETURNING feed_id;

-- name: claim_all
-- Lease every feed that is polled at all.
UPDATE feeds SET claimed_until_at = :until, claimed_by = :holder
WHERE feed_id IN (
  SELECT feed_id FROM feeds JOIN sources USING (source_id)
  WHERE (claimed_until_at IS NULL OR claimed_until_at <= :now) AND kind <> 'push'
    AND paused_reason IS NULL
  ORDER BY feed_id)
RETURNING feed_id;

-- name: some
-- The feeds of the ids.
SELECT feeds.*, sources.name AS source_name, sources.kind, sources.options, sources.paused_reason
FROM feeds JOIN sources USING (source_id)
WHERE feed_id IN (SELECT value FROM json_each(:feed_ids))
ORDER BY next_poll_at, feed_id;

-- name: settle
-- How a feed stands after its poll.
UPDATE feeds SET etag = :etag, last_modified = :last_modified, body_hash = :body_hash, settled = :settled,
  interval_s = :interval_s, timing = :timing, moved_to = :moved_to, moved_seen = :moved_seen,
  failures = :failures, error = :error, error_detail = :error_detail, next_poll_at = :next_poll_at,
  last_poll_at = :last_poll_at, last_success_at = :last_success_at, last_new_at = :last_new_at,
  claimed_until_at = NULL, claimed_by = NULL
WHERE feed_id = :feed_id;

-- name: release
-- Let go of a lease.
UPDATE feeds SET claimed_until_at = NULL, claimed_by = NULL WHERE feed_id = :feed_id;

-- name: holders
-- The processes whose leases still run.
SELECT DISTINCT claimed_by FROM feeds WHERE claimed_until_at > :now AND claimed_by IS NOT NULL;

-- name: release_of
-- Let go of everything that a process has leased.
UPDATE feeds SET claimed_until_at = NULL, claimed_by = NULL WHERE claimed_by = :holder;

-- name: move
-- Poll another address from now on, unless another feed has it.
UPDATE feeds SET url = :url, moved_to = NULL, moved_seen = 0
WHERE feed_id = :feed_id AND NOT EXISTS (SELECT 1 FROM feeds AS others WHERE others.url = :url)
RETURNING feed_id;

-- name: forget
-- Fetch the whole of a feed at its next poll, whatever its validators say.
UPDATE feeds SET etag = NULL, last_modified = NULL, body_hash = NULL WHERE feed_id = :feed_id;

-- name: of_source
-- The feeds of a source.
SELECT feeds.*, sources.name AS source_name, sources.kind, sources.options, sources.paused_reason
FROM feeds JOIN sources USING (source_id)
WHERE source_id = :source_id
ORDER BY feed_id;

-- name: all
-- Every feed with its source.
SELECT feeds.*, sources.name AS source_name, sources.kind, sources.options, sources.paused_reason
FROM feeds JOIN sources USING (source_id)
ORDER BY source_id, feed_id;

-- name: untold
-- Feeds whose trouble or recovery no operator was told of. One that paused its source is not polled again: it counts.
SELECT feeds.*, sources.name AS source_name, sources.kind, sources.options, sources.paused_reason
FROM feeds JOIN sources USING (source_id)
WHERE (
    error IS NOT NULL
    AND (failures >= :failures OR sources.paused_reason = error)
    AND (told_error IS NULL OR told_error <> error)
  )
  OR (error IS NULL AND told_error IS NOT NULL)
ORDER BY feed_id;

-- name: told
-- The operators know.
UPDATE feeds SET told_error = :error WHERE feed_id = :feed_id;

-- name: next_due
-- The earliest time at which a feed is due; one that was leased, when the lease ends: its holder may have died.
SELECT min(CASE WHEN claimed_until_at > next_poll_at THEN claimed_until_at ELSE next_poll_at END) AS next_poll_at
FROM feeds JOIN sources USING (source_id)
WHERE kind <> 'push' AND paused_reason IS NULL;

-- name: hurry
-- Make the feeds of a source due.
UPDATE feeds SET next_poll_at = :now WHERE source_id = :source_id AND next_poll_at > :now;

-- name: note_push
-- How a feed stands that is never polled: its publisher has pushed.
UPDATE feeds SET settled = 1, timing = :timing, failures = 0, error = NULL, error_detail = NULL,
  last_poll_at = :now, last_success_at = :now,
  last_new_at = CASE WHEN :new = 1 THEN :now ELSE last_new_at END
WHERE feed_id = :feed_id;

-- name: heard
-- A hub has brought something new; how the feed is polled is left as it is.
UPDATE feeds SET last_new_at = :now WHERE feed_id = :feed_id;

-- name: set_aside
-- An entry that broke something, known by its hash.
INSERT INTO set_aside (feed_id, entry_hash, label, error, seen_at)
VALUES (:feed_id, :entry_hash, :label, :error, :seen_at)
ON CONFLICT (feed_id, entry_hash) DO NOTHING;

-- name: aside
-- The newest entries of a source that were set aside.
SELECT set_aside.* FROM set_aside JOIN feeds USING (feed_id)
WHERE source_id = :source_id
ORDER BY seen_at DESC, entry_hash LIMIT :most;
