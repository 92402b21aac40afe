-- name: healthy
-- 1 while some feed can be read, or none is polled at all.
SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM feeds) OR EXISTS (SELECT 1 FROM feeds WHERE failures = 0)
  THEN 1 ELSE 0 END AS healthy;

-- name: silence
-- When news was last heard, and the last long silence.
SELECT heard_at, from_at, until_at FROM silence;

-- name: hear
-- News is heard now; null keeps the last long silence.
INSERT INTO silence (silence_id, heard_at, from_at, until_at) VALUES (1, :now, :from_at, :until_at)
ON CONFLICT (silence_id) DO UPDATE SET heard_at = excluded.heard_at,
  from_at = coalesce(excluded.from_at, silence.from_at), until_at = coalesce(excluded.until_at, silence.until_at)
RETURNING heard_at;

-- name: stale_lanes
-- Lanes in which a story has been due since before a moment, and has not gone.
SELECT DISTINCT target_id, thread_id FROM outbox
WHERE state IN ('ready', 'waiting') AND due_at < :before AND kind = 'post' AND story_id IS NOT NULL
  AND (decision IS NULL OR decision = 'let_go');

-- name: hold
-- Every story that is due in a lane waits for the decision what becomes of it.
UPDATE outbox SET decision = 'late', decided_at = :now, due_at = :due_at, expires_at = NULL
WHERE target_id = :target_id AND thread_id = :thread_id AND state IN ('ready', 'waiting') AND kind = 'post'
  AND story_id IS NOT NULL AND (decision IS NULL OR decision = 'let_go') AND due_at <= :now
RETURNING delivery_id;

-- name: lanes
-- Lanes with stories that wait for the decision, and since when the first and the newest do.
SELECT outbox.target_id, outbox.thread_id, targets.address, targets.chat_id AS target_chat_id,
  min(outbox.decided_at) AS first_at, max(outbox.decided_at) AS newest_at
FROM outbox JOIN targets ON targets.target_id = outbox.target_id
WHERE coalesce(outbox.decision, '') = 'late' AND outbox.state IN ('ready', 'waiting')
GROUP BY outbox.target_id, outbox.thread_id, targets.address, targets.chat_id
ORDER BY outbox.target_id, outbox.thread_id;

-- name: is_held
-- Whether stories of a lane wait for the decision.
SELECT delivery_id FROM outbox
WHERE target_id = :target_id AND thread_id = :thread_id AND decision = 'late' AND state IN ('ready', 'waiting')
LIMIT 1;

-- name: waiting
-- The stories of a lane that wait for the decision.
SELECT outbox.delivery_id, outbox.story_id, outbox.published_at, NULL AS message_id, NULL AS chat_id, stories.breaking,
  (SELECT count(DISTINCT carrier.source_id) FROM articles AS carrier
    WHERE carrier.story_id = outbox.story_id AND carrier.gone_at IS NULL) AS carriers,
  (SELECT max(coalesce(carrier.views, 0)) FROM articles AS carrier
    WHERE carrier.story_id = outbox.story_id AND carrier.gone_at IS NULL) AS views
FROM outbox JOIN stories ON stories.story_id = outbox.story_id
WHERE outbox.target_id = :target_id AND outbox.thread_id = :thread_id AND outbox.decision = 'late'
  AND outbox.state IN ('ready', 'waiting')
ORDER BY outbox.delivery_id;

-- name: let_go
-- These stories are posted.
UPDATE outbox SET decision = 'let_go', decided_at = :now, due_at = :due_at, expires_at = :expires_at
WHERE delivery_id IN (SELECT value FROM json_each(:delivery_ids)) AND decision = 'late'
  AND state IN ('ready', 'waiting')
RETURNING delivery_id;

-- name: give_up
-- These stories are not posted: a digest lists them, or the next one may.
UPDATE outbox SET state = 'superseded', decision = :decision, decided_at = :now, settled_at = :now, reason = :reason
WHERE delivery_id IN (SELECT value FROM json_each(:delivery_ids)) AND decision = 'late'
  AND state IN ('ready', 'waiting')
RETURNING delivery_id;

-- name: let_go_since
-- The late stories of a lane that were let go and not settled before a moment, and those that waited for no decision since a hold
-- began: how many, and how many of these are still to be sent.
SELECT count(*) AS posts, count(CASE WHEN owed.state <> 'sent' THEN 1 END) AS under_way FROM (
  SELECT state FROM outbox
  WHERE target_id = :target_id AND thread_id = :thread_id AND decision = 'let_go'
    AND (settled_at IS NULL OR settled_at > :since) AND state NOT IN ('superseded', 'expired', 'dead')
  UNION ALL
  SELECT state FROM outbox
  WHERE target_id = :target_id AND thread_id = :thread_id AND kind = 'post' AND +story_id IS NOT NULL
    AND decision IS NULL AND state IN ('ready', 'waiting')
  UNION ALL
  SELECT state FROM outbox
  WHERE target_id = :target_id AND thread_id = :thread_id AND kind = 'post' AND +story_id IS NOT NULL
    AND decision IS NULL AND state IN ('claimed', 'sending', 'unknown')
  UNION ALL
  SELECT state FROM outbox
  WHERE target_id = :target_id AND thread_id = :thread_id AND kind = 'post' AND +story_id IS NOT NULL
    AND decision IS NULL AND state = 'sent' AND settled_at > :held_at
) AS owed;

-- name: sent_since
-- Whether a lane took a post after a moment.
SELECT delivery_id FROM outbox
WHERE target_id = :target_id AND thread_id = :thread_id AND kind = 'post' AND state = 'sent' AND settled_at > :since
LIMIT 1;

-- name: coming
-- How many articles and new stories from before a moment are still on their way to the outbox.
SELECT
  (SELECT count(*) FROM articles WHERE clustered_revision < revision AND page_state <> 'waiting'
    AND intake IN ('news', 'seed') AND intake = 'news' AND story_id IS NULL
    AND coalesce(published_at, seen_at) < :before)
  + (SELECT count(*) FROM articles WHERE page_state = 'waiting' AND intake = 'news'
    AND coalesce(published_at, seen_at) < :before)
  + (SELECT count(*) FROM stories JOIN articles ON articles.article_id = stories.lead_id
    WHERE stories.summarized_version < stories.version AND stories.postable = 1 AND stories.enqueued_version = 0
      AND coalesce(articles.published_at, articles.seen_at) < :before)
  + (SELECT count(*) FROM stories JOIN articles ON articles.article_id = stories.lead_id
    WHERE stories.enqueued_version < stories.summarized_version AND stories.postable = 1
      AND stories.enqueued_version = 0 AND coalesce(articles.published_at, articles.seen_at) < :before)
  AS coming;
