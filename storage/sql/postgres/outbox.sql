-- name: add
-- A delivery, once; owing the same thing to the same chat twice changes nothing.
INSERT INTO outbox (subject, story_id, target_id, thread_id, kind, version, priority, payload, content_hash,
  of_id, reply_to_id, published_at, due_at, expires_at, decision, decided_at, messages, created_at)
VALUES (%(subject)s, %(story_id)s, %(target_id)s, %(thread_id)s, %(kind)s, %(version)s, %(priority)s, %(payload)s, %(content_hash)s,
  %(of_id)s, %(reply_to_id)s, %(published_at)s, %(due_at)s, %(expires_at)s, %(decision)s, %(decided_at)s, %(messages)s, %(now)s)
ON CONFLICT (subject, target_id, thread_id, kind, version) DO NOTHING
RETURNING delivery_id;

-- name: heads
-- The first open delivery of every lane that is neither paused nor busy, with the moment from which it may go.
WITH RECURSIVE lane (target_id) AS (
  SELECT min(target_id) FROM outbox WHERE state IN ('ready', 'waiting')
  UNION ALL
  SELECT (SELECT min(outbox.target_id) FROM outbox
    WHERE outbox.state IN ('ready', 'waiting') AND outbox.target_id > lane.target_id)
  FROM lane WHERE lane.target_id IS NOT NULL
)
SELECT head.delivery_id, head.target_id, head.kind, head.priority, head.published_at, head.messages,
  targets.address, targets.chat_id AS target_chat_id, head.retry_at, targets.not_before_at
FROM lane
JOIN targets ON targets.target_id = lane.target_id
JOIN outbox AS head ON head.delivery_id = (
  SELECT first.delivery_id FROM outbox AS first
  WHERE first.target_id = lane.target_id AND first.state IN ('ready', 'waiting') AND first.due_at <= %(now)s
    AND (first.expires_at IS NULL OR first.expires_at > %(now)s)
  ORDER BY first.priority, first.published_at, first.delivery_id LIMIT 1
)
WHERE targets.paused_reason IS NULL
  AND NOT EXISTS (SELECT 1 FROM outbox AS busy
    WHERE busy.target_id = lane.target_id AND busy.state IN ('claimed', 'sending', 'unknown'));

-- name: head_of
-- The same for one lane.
SELECT head.delivery_id, head.target_id, head.kind, head.priority, head.published_at, head.messages,
  targets.address, targets.chat_id AS target_chat_id, head.retry_at, targets.not_before_at
FROM outbox AS head JOIN targets ON targets.target_id = head.target_id
WHERE head.target_id = %(target_id)s AND head.state IN ('ready', 'waiting') AND head.due_at <= %(now)s
  AND (head.expires_at IS NULL OR head.expires_at > %(now)s)
  AND targets.paused_reason IS NULL
  AND NOT EXISTS (SELECT 1 FROM outbox AS busy
    WHERE busy.target_id = %(target_id)s AND busy.state IN ('claimed', 'sending', 'unknown'))
ORDER BY head.priority, head.published_at, head.delivery_id LIMIT 1;

-- name: claim
-- Take deliveries for the sender of this epoch, each only while its lane is free.
UPDATE outbox SET state = 'claimed', epoch = %(epoch)s, attempts = attempts + 1
WHERE delivery_id IN (SELECT value::bigint FROM jsonb_array_elements_text(%(delivery_ids)s::jsonb)) AND state IN ('ready', 'waiting')
  AND EXISTS (SELECT 1 FROM sender_lease WHERE epoch = %(epoch)s)
  AND NOT EXISTS (SELECT 1 FROM outbox AS busy
    WHERE busy.target_id = outbox.target_id AND busy.state IN ('claimed', 'sending', 'unknown'))
RETURNING delivery_id;

-- name: get_many
-- Deliveries with their chats and the messages that they speak of.
SELECT outbox.*, targets.address, targets.chat_id AS target_chat_id,
  CASE WHEN post.chat_id = targets.chat_id THEN post.message_id END AS of_message, post.messages AS of_messages,
  CASE WHEN replied.chat_id = targets.chat_id THEN replied.message_id END AS reply_to
FROM jsonb_array_elements_text(%(delivery_ids)s::jsonb) AS asked (id)
JOIN outbox ON outbox.delivery_id = asked.id::bigint
JOIN targets ON targets.target_id = outbox.target_id
LEFT JOIN outbox AS post ON post.delivery_id = outbox.of_id
LEFT JOIN outbox AS replied ON replied.delivery_id = outbox.reply_to_id
ORDER BY outbox.priority, outbox.published_at, outbox.delivery_id;

-- name: begin
-- The first byte may leave: only for what this epoch has claimed, and only while its lease runs.
UPDATE outbox SET state = 'sending', sending_at = %(now)s, messages = %(messages)s,
  floor_id = CASE WHEN doubtful = 1 THEN floor_id ELSE (
    SELECT CASE WHEN own.chat_id > -1000000000000
      THEN greatest(
        (SELECT max(box.last_message_id) FROM targets AS box WHERE box.chat_id > -1000000000000),
        (SELECT newest_id FROM message_box))
      ELSE own.last_message_id END
    FROM targets AS own WHERE own.target_id = outbox.target_id) END
WHERE delivery_id = %(delivery_id)s AND state = 'claimed' AND epoch = %(epoch)s
  AND EXISTS (SELECT 1 FROM sender_lease WHERE epoch = %(epoch)s AND held_until_at > %(now)s)
RETURNING delivery_id, floor_id;

-- name: settle
-- What came of a delivery that this epoch holds.
UPDATE outbox SET state = %(state)s::text, retry_at = %(retry_at)s, reason = %(reason)s, message_id = %(message_id)s::bigint,
  chat_id = CASE WHEN %(message_id)s::bigint IS NULL THEN NULL ELSE %(chat_id)s::bigint END,
  degraded = %(degraded)s, probes = %(probes)s, doubtful = %(doubtful)s,
  messages = coalesce(%(messages)s::integer, messages),
  settled_at = CASE WHEN %(state)s::text IN ('sent', 'dead', 'expired', 'superseded') THEN %(now)s::timestamptz END
WHERE delivery_id = %(delivery_id)s AND epoch = %(epoch)s AND state IN ('claimed', 'sending', 'unknown')
RETURNING target_id, messages;

-- name: unknowns
-- Deliveries that may have arrived and are due for a look, in lanes that are not paused.
SELECT delivery_id FROM outbox JOIN targets USING (target_id)
WHERE state IN ('waiting', 'unknown') AND state = 'unknown' AND retry_at <= %(now)s AND paused_reason IS NULL
  AND (not_before_at IS NULL OR not_before_at <= %(now)s)
ORDER BY retry_at;

-- name: adopt_unknown
-- An unknown delivery of an earlier sender is looked after by this one.
UPDATE outbox SET epoch = %(epoch)s
WHERE state IN ('claimed', 'sending', 'unknown') AND state = 'unknown' AND epoch < %(epoch)s AND EXISTS (SELECT 1 FROM sender_lease WHERE epoch = %(epoch)s)
RETURNING delivery_id;

-- name: recover_claimed
-- What an earlier sender had claimed was certainly not sent.
UPDATE outbox SET state = CASE WHEN retry_at IS NULL THEN 'ready' ELSE 'waiting' END
WHERE state IN ('claimed', 'sending', 'unknown') AND state = 'claimed' AND epoch < %(epoch)s AND EXISTS (SELECT 1 FROM sender_lease WHERE epoch = %(epoch)s)
RETURNING delivery_id;

-- name: recover_sending
-- What an earlier sender was sending may have arrived; repeating an edit, a deletion or a pin does no harm.
UPDATE outbox SET state = CASE WHEN kind = 'post' THEN 'unknown' ELSE 'waiting' END, retry_at = %(look_at)s::timestamptz
WHERE state IN ('claimed', 'sending', 'unknown') AND state = 'sending' AND epoch < %(epoch)s AND EXISTS (SELECT 1 FROM sender_lease WHERE epoch = %(epoch)s)
RETURNING delivery_id;

-- name: expire
-- News that is too old to be posted.
UPDATE outbox SET state = 'expired', reason = 'too old', settled_at = %(now)s
WHERE state IN ('ready', 'waiting') AND expires_at <= %(now)s
RETURNING delivery_id;

-- name: next_at
-- The next moment at which an open or unknown delivery becomes due; null when none will.
SELECT min(moment) AS next_at FROM (
  SELECT min(due_at) AS moment FROM outbox WHERE state IN ('ready', 'waiting') AND due_at > %(now)s
  UNION ALL
  SELECT min(retry_at) FROM outbox WHERE state IN ('waiting', 'unknown') AND retry_at > %(now)s
  UNION ALL
  SELECT min(not_before_at) FROM targets WHERE not_before_at > %(now)s
) AS moments;

-- name: recent
-- When posts were sent lately, by chat: what a new process counts towards the limits.
SELECT outbox.settled_at, outbox.messages, targets.address, targets.chat_id AS target_chat_id
FROM outbox JOIN targets USING (target_id)
WHERE outbox.settled_at > %(since)s AND outbox.state = 'sent' AND outbox.kind = 'post';

-- name: known_ids
-- Ids above a floor that are known to be other deliveries of ours.
SELECT message_id, messages FROM outbox
WHERE target_id = %(target_id)s AND message_id > %(floor_id)s AND delivery_id <> %(delivery_id)s;

-- name: known_in_box
-- The same for chats whose messages are counted together: the other deliveries in all of them, the lowest first.
SELECT message_id, messages FROM outbox
WHERE chat_id > -1000000000000 AND message_id > %(floor_id)s AND delivery_id <> %(delivery_id)s
ORDER BY message_id LIMIT %(most)s;

-- name: posts_of
-- The posts of a subject, each with the hash of what readers see or will see.
SELECT post.*, coalesce(
  (SELECT change.content_hash FROM outbox AS change
    WHERE change.of_id = post.delivery_id AND change.kind = 'edit'
      AND change.state NOT IN ('dead', 'expired', 'superseded')
    ORDER BY change.version DESC LIMIT 1),
  post.content_hash) AS shown_hash
FROM outbox AS post
WHERE post.subject = %(subject)s AND post.kind = 'post'
ORDER BY post.delivery_id;

-- name: replace
-- A post that has not gone yet takes its newer wording.
UPDATE outbox SET payload = %(payload)s, content_hash = %(content_hash)s, priority = %(priority)s, messages = %(messages)s,
  degraded = 0
WHERE delivery_id = %(delivery_id)s AND state IN ('ready', 'waiting')
RETURNING delivery_id;

-- name: supersede
-- Open edits of a post that a newer one makes needless.
UPDATE outbox SET state = 'superseded', settled_at = %(now)s
WHERE of_id = %(of_id)s AND kind = 'edit' AND version < %(version)s AND state IN ('ready', 'waiting')
RETURNING delivery_id;

-- name: counts
-- How many deliveries stand where.
SELECT state, count(*) AS deliveries FROM outbox WHERE state IN ('ready', 'waiting') GROUP BY state
UNION ALL
SELECT state, count(*) FROM outbox WHERE state IN ('claimed', 'sending', 'unknown') GROUP BY state
UNION ALL
SELECT state, count(*) FROM outbox WHERE settled_at IS NOT NULL GROUP BY state;

-- name: oldest_open
-- Since when the oldest open delivery of a lane that is not paused has been due.
SELECT min(due_at) AS oldest_at FROM (
  SELECT min(outbox.due_at) AS due_at FROM outbox JOIN targets USING (target_id)
  WHERE outbox.state IN ('ready', 'waiting') AND outbox.due_at <= %(now)s AND targets.paused_reason IS NULL
  UNION ALL
  SELECT min(outbox.due_at) FROM outbox JOIN targets USING (target_id)
  WHERE outbox.state IN ('claimed', 'sending', 'unknown') AND outbox.due_at <= %(now)s AND targets.paused_reason IS NULL
) AS open;

-- name: of_story
-- The life of a story's deliveries.
SELECT outbox.*, targets.address, targets.chat_id AS target_chat_id, NULL AS of_message, NULL AS of_messages, NULL AS reply_to
FROM outbox JOIN targets USING (target_id)
WHERE story_id = %(story_id)s ORDER BY delivery_id;

-- name: unenqueued
-- Stories whose newest summary is not in the outbox yet, the oldest first.
SELECT stories.*, summaries.version AS summary_version, summaries.sentences, summaries.method,
  summaries.article_id, summaries.created_at AS summary_created_at
FROM stories JOIN summaries USING (story_id)
WHERE enqueued_version < summarized_version AND postable = 1 AND NOT EXISTS (SELECT 1 FROM stranded
  WHERE station = 'enqueue' AND subject_id = stories.story_id AND stranded.version = summaries.version)
ORDER BY story_id LIMIT %(most)s;

-- name: unenqueued_story
-- One of them, for this transaction alone.
SELECT stories.*, summaries.version AS summary_version, summaries.sentences, summaries.method,
  summaries.article_id, summaries.created_at AS summary_created_at
FROM stories JOIN summaries USING (story_id)
WHERE story_id = %(story_id)s AND enqueued_version < summarized_version AND postable = 1
FOR UPDATE OF stories SKIP LOCKED;

-- name: enqueued
-- The story is in the outbox as of this version.
UPDATE stories SET enqueued_version = %(version)s WHERE story_id = %(story_id)s AND enqueued_version < %(version)s
RETURNING story_id;

-- name: lease
-- Become the only sender, if nobody holds the lease or it may be taken.
INSERT INTO sender_lease (lease_id, epoch, owner, held_until_at) VALUES (1, 1, %(owner)s, %(held_until_at)s)
ON CONFLICT (lease_id) DO UPDATE SET
  epoch = sender_lease.epoch + 1, owner = excluded.owner, held_until_at = excluded.held_until_at
WHERE sender_lease.held_until_at <= %(now)s OR %(take)s = 1
RETURNING epoch;

-- name: lease_holder
-- Who may send.
SELECT owner, epoch, held_until_at FROM sender_lease;

-- name: renew
-- The sender is alive.
UPDATE sender_lease SET held_until_at = %(held_until_at)s WHERE epoch = %(epoch)s RETURNING epoch;

-- name: release
-- The sender ends in order: the next need not wait.
UPDATE sender_lease SET held_until_at = %(now)s WHERE epoch = %(epoch)s RETURNING epoch;
