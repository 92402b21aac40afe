-- name: take_slot
-- A lane's slot is decided now; by nobody again.
INSERT INTO digest_slots (target_id, thread_id, slot, slot_at, decided_at)
VALUES (%(target_id)s, %(thread_id)s, %(slot)s, %(slot_at)s, %(now)s)
ON CONFLICT (target_id, thread_id, slot) DO NOTHING
RETURNING slot;

-- name: fill_slot
-- What a slot became.
UPDATE digest_slots SET delivery_id = %(delivery_id)s
WHERE target_id = %(target_id)s AND thread_id = %(thread_id)s AND slot = %(slot)s
RETURNING slot;

-- name: last_slot
-- When the latest slot of an edition was, before this one, that became a digest.
SELECT max(slot_at) AS slot_at FROM digest_slots
WHERE target_id = %(target_id)s AND thread_id = %(thread_id)s AND slot_at < %(before)s AND delivery_id IS NOT NULL
  AND substr(slot, 1, length(%(edition)s)) = %(edition)s;

-- name: told
-- Whether a lane was given a digest after a moment, by how its slot is named.
SELECT outbox.delivery_id FROM digest_slots JOIN outbox ON outbox.delivery_id = digest_slots.delivery_id
WHERE digest_slots.target_id = %(target_id)s AND digest_slots.thread_id = %(thread_id)s
  AND digest_slots.decided_at > %(since)s AND substr(digest_slots.slot, 1, length(%(edition)s)) = %(edition)s
  AND outbox.state NOT IN ('superseded', 'expired', 'dead')
LIMIT 1;

-- name: posted
-- The stories that a lane got between two moments, and those that were left to its next digest.
SELECT outbox.delivery_id, outbox.story_id, outbox.published_at, outbox.message_id, outbox.chat_id, stories.breaking,
  (SELECT count(DISTINCT carrier.source_id) FROM articles AS carrier
    WHERE carrier.story_id = outbox.story_id AND carrier.gone_at IS NULL) AS carriers,
  (SELECT max(coalesce(carrier.views, 0)) FROM articles AS carrier
    WHERE carrier.story_id = outbox.story_id AND carrier.gone_at IS NULL) AS views
FROM outbox JOIN stories ON stories.story_id = outbox.story_id
WHERE outbox.target_id = %(target_id)s AND outbox.thread_id = %(thread_id)s AND outbox.kind = 'post'
  AND outbox.settled_at > %(since)s AND outbox.settled_at <= %(until)s
  AND (outbox.state = 'sent' OR outbox.decision = 'left')
  AND NOT EXISTS (SELECT 1 FROM retractions WHERE retractions.story_id = outbox.story_id)
ORDER BY outbox.delivery_id;
