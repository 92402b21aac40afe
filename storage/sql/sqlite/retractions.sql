-- name: add
-- A story is taken back, once.
INSERT INTO retractions (story_id, manner, user_id, retracted_at) VALUES (:story_id, :manner, :user_id, :now)
ON CONFLICT (story_id) DO NOTHING RETURNING story_id;

-- name: is_retracted
-- Was it taken back?
SELECT story_id FROM retractions WHERE story_id = :story_id;

-- name: latest
-- What was taken back, the latest first.
SELECT retractions.story_id, retractions.manner, retractions.user_id, retractions.retracted_at, lead.title, lead.url
FROM retractions
JOIN stories ON stories.story_id = retractions.story_id
JOIN articles AS lead ON lead.article_id = stories.lead_id
ORDER BY retractions.retracted_at DESC, retractions.story_id DESC LIMIT :most;

-- name: shown
-- The posts of a story, each as readers see it: as its newest edit says, or as it was posted.
SELECT post.delivery_id, post.target_id, post.thread_id, post.state, post.degraded, post.published_at,
  post.payload AS posted, coalesce(
    (SELECT change.payload FROM outbox AS change
      WHERE change.of_id = post.delivery_id AND change.kind = 'edit' AND change.state = 'sent'
      ORDER BY change.version DESC LIMIT 1),
    post.payload) AS payload
FROM outbox AS post
WHERE post.story_id = :story_id AND post.kind = 'post'
ORDER BY post.delivery_id;

-- name: withdraw
-- A post that has not gone yet never will.
UPDATE outbox SET state = 'superseded', reason = 'retracted', settled_at = :now
WHERE delivery_id = :delivery_id AND state IN ('ready', 'waiting')
RETURNING delivery_id;

-- name: gone
-- Stories of which no publisher has anything any more, that stand in a chat or wait for one.
SELECT stories.story_id, lead.title, lead.url, sources.name AS source_name
FROM stories
JOIN articles AS lead ON lead.article_id = stories.lead_id
JOIN sources ON sources.source_id = lead.source_id
WHERE stories.story_id IN (SELECT taken.story_id FROM articles AS taken WHERE taken.gone_at > :since)
  AND NOT EXISTS (SELECT 1 FROM articles AS other
    WHERE other.story_id = stories.story_id AND other.gone_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM retractions WHERE retractions.story_id = stories.story_id)
  AND EXISTS (SELECT 1 FROM outbox WHERE outbox.story_id = stories.story_id AND outbox.kind = 'post'
    AND outbox.state NOT IN ('dead', 'expired', 'superseded'))
ORDER BY stories.story_id LIMIT :most;
