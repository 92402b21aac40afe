-- name: add
-- A chat that posts go to.
INSERT INTO targets (address, chat_id, created_at) VALUES (%(address)s, %(chat_id)s, %(now)s)
ON CONFLICT DO NOTHING RETURNING target_id;

-- name: by_address
-- The target of an address, or of the number that it turned out to be.
SELECT * FROM targets WHERE address = %(address)s OR chat_id = %(chat_id)s::bigint ORDER BY target_id LIMIT 1;

-- name: get
-- One target.
SELECT * FROM targets WHERE target_id = %(target_id)s;

-- name: all
-- Every target.
SELECT * FROM targets ORDER BY target_id;

-- name: learn
-- What an answer has told: the chat's number, where no other target has it, and its newest message.
UPDATE targets SET
  chat_id = coalesce(chat_id, CASE WHEN NOT EXISTS
    (SELECT 1 FROM targets AS other WHERE other.chat_id = %(chat_id)s::bigint) THEN %(chat_id)s::bigint END),
  last_message_id = greatest(coalesce(last_message_id, 0), %(message_id)s)
WHERE target_id = %(target_id)s
RETURNING target_id;

-- name: heard
-- A message stands in a private chat or a basic group: the ids below it are taken in all of them.
INSERT INTO message_box (box_id, newest_id) VALUES (1, %(message_id)s)
ON CONFLICT (box_id) DO UPDATE SET newest_id = greatest(message_box.newest_id, excluded.newest_id);

-- name: wait
-- No request before this moment; a later one stands.
UPDATE targets SET not_before_at = greatest(coalesce(not_before_at, %(not_before_at)s::timestamptz), %(not_before_at)s::timestamptz)
WHERE target_id = %(target_id)s RETURNING target_id;

-- name: pause
-- Nothing is sent until somebody has put it right.
UPDATE targets SET paused_reason = %(reason)s, paused_at = coalesce(paused_at, %(now)s)
WHERE target_id = %(target_id)s RETURNING target_id;

-- name: resume
-- The chat may be written to again.
UPDATE targets SET paused_reason = NULL, paused_at = NULL
WHERE chat_id = %(chat_id)s AND paused_reason IS NOT NULL RETURNING target_id;

-- name: move
-- A group became a supergroup: another number, and message ids that begin anew.
UPDATE targets SET chat_id = %(moved_to)s, last_message_id = NULL, paused_reason = NULL, paused_at = NULL,
  address = CASE WHEN address LIKE '@%%' THEN address ELSE %(address)s END
WHERE target_id = %(target_id)s AND NOT EXISTS
  (SELECT 1 FROM targets AS other WHERE (other.chat_id = %(moved_to)s OR other.address = %(address)s)
    AND other.target_id <> %(target_id)s)
RETURNING target_id;
