-- name: pending
-- Posts that wait for an editor's word, the most urgent and then the oldest first.
SELECT outbox.delivery_id, outbox.payload, outbox.content_hash, outbox.created_at, outbox.expires_at,
  targets.address, chats.title AS chat_title
FROM outbox JOIN targets ON targets.target_id = outbox.target_id
LEFT JOIN chats ON chats.chat_id = targets.chat_id
WHERE coalesce(outbox.decision, '') = 'approval' AND outbox.state IN ('ready', 'waiting')
  AND (outbox.expires_at IS NULL OR outbox.expires_at > %(now)s)
ORDER BY outbox.priority, outbox.published_at, outbox.delivery_id LIMIT %(most)s;

-- name: pending_one
-- One of them.
SELECT outbox.delivery_id, outbox.payload, outbox.content_hash, outbox.created_at, outbox.expires_at,
  targets.address, chats.title AS chat_title
FROM outbox JOIN targets ON targets.target_id = outbox.target_id
LEFT JOIN chats ON chats.chat_id = targets.chat_id
WHERE outbox.delivery_id = %(delivery_id)s AND outbox.decision = 'approval' AND outbox.state IN ('ready', 'waiting')
  AND (outbox.expires_at IS NULL OR outbox.expires_at > %(now)s);

-- name: count
-- How many they are.
SELECT count(*) AS posts FROM outbox
WHERE coalesce(decision, '') = 'approval' AND state IN ('ready', 'waiting') AND (expires_at IS NULL OR expires_at > %(now)s);

-- name: approve
-- It goes, as it was read.
UPDATE outbox SET decision = 'approved', decided_at = %(now)s, due_at = %(now)s
WHERE delivery_id = %(delivery_id)s AND decision = 'approval' AND state IN ('ready', 'waiting')
  AND content_hash = %(content_hash)s AND (expires_at IS NULL OR expires_at > %(now)s)
RETURNING delivery_id;

-- name: dismiss
-- It does not go.
UPDATE outbox SET state = 'superseded', decision = 'dismissed', decided_at = %(now)s, settled_at = %(now)s, reason = %(reason)s
WHERE delivery_id = %(delivery_id)s AND decision = 'approval' AND state IN ('ready', 'waiting')
RETURNING delivery_id;
