-- name: unasked
-- Feeds that are polled and name a hub that was not asked for them.
SELECT feed_id, feeds.timing ->> 'hub' AS hub_url, coalesce(feeds.timing ->> 'topic', feeds.url) AS topic_url
FROM feeds JOIN sources USING (source_id)
WHERE paused_reason IS NULL AND kind <> 'push' AND settled = 1 AND feeds.timing LIKE '%"hub":"http%'
  AND NOT EXISTS (
    SELECT 1 FROM hub_leases
    WHERE hub_leases.feed_id = feeds.feed_id AND hub_leases.state IN ('asked', 'active', 'denied')
      AND hub_leases.hub_url = feeds.timing ->> 'hub'
      AND hub_leases.topic_url = coalesce(feeds.timing ->> 'topic', feeds.url))
ORDER BY feed_id LIMIT :most;

-- name: add
-- A hub is to be asked.
INSERT INTO hub_leases (feed_id, hub_url, topic_url, token, secret, state, ask_at, created_at)
VALUES (:feed_id, :hub_url, :topic_url, :token, :secret, 'asked', :now, :now);

-- name: is_due
-- Some lease whose hub is to be asked.
SELECT lease_id FROM hub_leases WHERE ask_at <= :now LIMIT 1;

-- name: claim_due
-- Take the leases whose hub is to be asked.
UPDATE hub_leases SET ask_at = :until
WHERE lease_id IN (
  SELECT lease_id FROM hub_leases WHERE ask_at <= :now ORDER BY ask_at, lease_id LIMIT :most)
RETURNING lease_id;

-- name: some
-- The leases of the ids.
SELECT * FROM hub_leases
WHERE lease_id IN (SELECT value FROM json_each(:lease_ids)) ORDER BY lease_id;

-- name: by_token
-- The lease whose callback ends so.
SELECT * FROM hub_leases WHERE token = :token;

-- name: postpone
-- Ask again later, unless it stands otherwise by now.
UPDATE hub_leases SET ask_at = :ask_at, failures = :failures, reason = :reason
WHERE lease_id = :lease_id AND state = :state;

-- name: activate
-- The hub has verified it.
UPDATE hub_leases SET state = 'active', until_at = :until_at, ask_at = :ask_at, failures = 0, reason = NULL
WHERE lease_id = :lease_id AND state IN ('asked', 'active');

-- name: replaced
-- A newer lease of the feed is active: leave the earlier ones.
UPDATE hub_leases SET state = 'leaving', ask_at = :now, failures = 0
WHERE feed_id = :feed_id AND lease_id < :lease_id AND state IN ('asked', 'active');

-- name: close
-- The hub is asked no more.
UPDATE hub_leases SET state = :state, reason = :reason, ask_at = NULL WHERE lease_id = :lease_id;

-- name: rest
-- Another lease takes its place; this one runs out.
UPDATE hub_leases SET ask_at = NULL WHERE lease_id = :lease_id;

-- name: heard
-- The hub has told us something.
UPDATE hub_leases SET heard_at = :now WHERE lease_id = :lease_id;

-- name: expire
-- Leases that have run out.
UPDATE hub_leases SET state = 'over', ask_at = NULL
WHERE state IN ('active', 'leaving') AND until_at <= :now;

-- name: unwanted
-- Leases of feeds that are polled no more, or name another hub or topic: they are to be left.
UPDATE hub_leases SET state = 'leaving', ask_at = :now, failures = 0
WHERE state = 'active' AND NOT EXISTS (
  SELECT 1 FROM feeds JOIN sources USING (source_id)
  WHERE feeds.feed_id = hub_leases.feed_id AND paused_reason IS NULL
    AND feeds.timing ->> 'hub' = hub_leases.hub_url
    AND coalesce(feeds.timing ->> 'topic', feeds.url) = hub_leases.topic_url);

-- name: forget
-- Leases that are long over; one that was denied may then be asked for again.
DELETE FROM hub_leases WHERE state IN ('denied', 'over') AND created_at < :before;

-- name: active
-- The feeds that a hub announces, and until when.
SELECT feed_id, max(until_at) AS until_at FROM hub_leases WHERE state = 'active' GROUP BY feed_id;
