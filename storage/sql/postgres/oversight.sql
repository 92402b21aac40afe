-- name: stuck
-- Deliveries that somebody has to decide on, the newest first.
SELECT outbox.delivery_id, outbox.kind, outbox.state, outbox.reason, outbox.attempts, outbox.doubtful,
  outbox.published_at, coalesce(outbox.settled_at, outbox.sending_at, outbox.created_at) AS since_at,
  targets.address, chats.title AS chat_title, lead.title, lead.url
FROM outbox JOIN targets USING (target_id)
LEFT JOIN chats ON chats.chat_id = targets.chat_id
LEFT JOIN stories ON stories.story_id = outbox.story_id
LEFT JOIN articles AS lead ON lead.article_id = stories.lead_id
WHERE outbox.delivery_id IN (
  SELECT doubtful.delivery_id FROM outbox AS doubtful
  WHERE doubtful.state IN ('claimed', 'sending', 'unknown') AND doubtful.state = 'unknown'
  UNION ALL
  SELECT dead.delivery_id FROM outbox AS dead WHERE dead.settled_at IS NOT NULL AND dead.state = 'dead'
) AND (%(delivery_id)s::bigint IS NULL OR outbox.delivery_id = %(delivery_id)s)
ORDER BY outbox.state DESC, outbox.delivery_id DESC LIMIT %(most)s;

-- name: send_again
-- Put a delivery back into its lane. It waits until a look at the chat that is under way has ended.
UPDATE outbox SET state = 'waiting', retry_at = %(retry_at)s, reason = NULL, attempts = 0, probes = 0,
  expires_at = NULL, settled_at = NULL, doubtful = CASE WHEN state = 'unknown' THEN 1 ELSE doubtful END
WHERE delivery_id = %(delivery_id)s AND state IN ('unknown', 'dead')
RETURNING target_id;

-- name: arrived
-- Somebody has seen it in the chat.
UPDATE outbox SET state = 'sent', reason = 'seen by an admin', settled_at = %(now)s
WHERE delivery_id = %(delivery_id)s AND (state = 'unknown' OR state = 'dead' AND doubtful = 1)
RETURNING target_id;

-- name: lanes
-- Each chat that posts go to, with what waits for it and what it got.
SELECT targets.target_id, targets.address, targets.chat_id, targets.paused_reason, targets.paused_at,
  targets.not_before_at, chats.title AS chat_title,
  (SELECT count(*) FROM outbox WHERE outbox.target_id = targets.target_id
   AND outbox.state IN ('ready', 'waiting'))
  + (SELECT count(*) FROM outbox WHERE outbox.target_id = targets.target_id
   AND outbox.state IN ('claimed', 'sending', 'unknown') AND outbox.state <> 'unknown') AS waiting,
  (SELECT count(*) FROM outbox WHERE outbox.target_id = targets.target_id
   AND outbox.state IN ('claimed', 'sending', 'unknown') AND outbox.state = 'unknown') AS unknown,
  (SELECT max(settled_at) FROM outbox WHERE outbox.target_id = targets.target_id
   AND outbox.state = 'sent' AND outbox.settled_at IS NOT NULL) AS sent_at,
  (SELECT count(*) FROM outbox WHERE outbox.target_id = targets.target_id
   AND outbox.state = 'sent' AND outbox.kind = 'post' AND outbox.settled_at > %(day_ago)s) AS day_sent
FROM targets LEFT JOIN chats ON chats.chat_id = targets.chat_id
ORDER BY targets.target_id;

-- name: pause
-- Send nothing there until an admin says so.
UPDATE targets SET paused_reason = %(reason)s, paused_at = %(now)s
WHERE target_id = %(target_id)s AND paused_reason IS NULL
RETURNING target_id;

-- name: resume
-- Send there again, whoever had stopped it.
UPDATE targets SET paused_reason = NULL, paused_at = NULL
WHERE target_id = %(target_id)s AND paused_reason IS NOT NULL
RETURNING target_id;

-- name: forget_deliveries
-- Everything that was sent or owed to a person who wants to be forgotten.
DELETE FROM outbox WHERE target_id IN
  (SELECT target_id FROM targets WHERE chat_id = %(chat_id)s OR address = %(address)s);

-- name: forget_target
-- And the lane to them.
DELETE FROM targets WHERE chat_id = %(chat_id)s OR address = %(address)s;

-- name: notices
-- What the admins know of.
SELECT subject FROM notices;

-- name: note
-- They are told now.
INSERT INTO notices (subject, told_at) VALUES (%(subject)s, %(now)s) ON CONFLICT (subject) DO NOTHING;

-- name: unnote
-- It is over.
DELETE FROM notices WHERE subject = %(subject)s;

-- name: backlog
-- What waits between the stations.
SELECT
  (SELECT count(*) FROM articles WHERE page_state = 'waiting') AS pages,
  (SELECT count(*) FROM articles
    WHERE clustered_revision < revision AND page_state <> 'waiting' AND intake IN ('news', 'seed')) AS articles,
  (SELECT count(*) FROM articles WHERE indexed_revision < revision) AS unindexed,
  (SELECT count(*) FROM stories WHERE summarized_version < version AND postable = 1) AS stories,
  (SELECT count(*) FROM stories WHERE enqueued_version < summarized_version AND postable = 1) AS summaries,
  (SELECT count(*) FROM articles WHERE intake = 'held') AS held;
