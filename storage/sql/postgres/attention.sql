-- name: rang
-- How many breaking posts a lane was given since a moment.
SELECT count(*) AS posts FROM outbox
WHERE target_id = %(target_id)s AND thread_id = %(thread_id)s AND kind = 'post' AND priority = 0
  AND created_at > %(since)s AND state NOT IN ('superseded', 'expired', 'dead');

-- name: newest_breaking
-- The breaking post that a lane got last, if that was after a moment, and whether it was pinned before.
SELECT post.delivery_id, post.subject, post.story_id, post.settled_at, EXISTS (SELECT 1 FROM outbox AS pin
  WHERE pin.of_id = post.delivery_id AND pin.kind = 'pin') AS pinned
FROM outbox AS post
WHERE post.target_id = %(target_id)s AND post.thread_id = %(thread_id)s AND post.kind = 'post' AND post.priority = 0
  AND post.state = 'sent' AND post.message_id IS NOT NULL AND post.settled_at > %(since)s
  AND NOT EXISTS (SELECT 1 FROM retractions WHERE retractions.story_id = post.story_id)
ORDER BY post.settled_at DESC, post.delivery_id DESC LIMIT 1;

-- name: pinned
-- What is pinned, or will be, and is not to be unpinned yet.
SELECT pin.delivery_id, pin.target_id, pin.thread_id, pin.of_id, pin.subject, pin.story_id, pin.created_at
FROM outbox AS pin
WHERE pin.kind = 'pin' AND pin.state NOT IN ('dead', 'expired', 'superseded')
  AND NOT EXISTS (SELECT 1 FROM outbox AS unpin WHERE unpin.of_id = pin.of_id AND unpin.kind = 'unpin')
ORDER BY pin.delivery_id;
