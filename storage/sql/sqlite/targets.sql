-- name: add
-- A chat that posts go to.
INSERT INTO targets (address, chat_id, created_at) VALUES (:address, :chat_id, :now)
ON CONFLICT DO NOTHING RETURNING target_id;

-- name: by_address
-- The target of an address, or of the number that it turned out to be.
SELECT * FROM targets WHERE address = :address OR chat_id = :chat_id ORDER BY target_id LIMIT 1;

-- name: get
-- One target.
SELECT * FROM targets WHERE target_id = :target_id;

-- name: all
-- Every target.
SELECT * FROM targets ORDER BY target_id;

-- name: learn
-- What an answer has told: the chat's number, where no other target has it, and its newest message.
UPDATE targets SET
  chat_id = coalesce(chat_id, CASE WHEN NOT EXISTS
    (SELECT 1 FROM targets AS other WHERE other.chat_id = :chat_id) THEN :chat_id END),
  last_message_id = max(coalesce(last_message_id, 0), :message_id)
WHERE target_id = :target_id
RETURNING target_id;

-- name: heard
-- A message stands in a private chat or a basic group: the ids below it are taken in all of them.
INSERT INTO message_box (box_id, newest_id) VALUES (1, :message_id)
ON CONFLICT (box_id) DO UPDATE SET newest_id = max(message_box.newest_id, excluded.newest_id);

-- name: wait
-- No request before this moment; a later one stands.
UPDATE targets SET not_before_at = max(coalesce(not_before_at, :not_before_at), :not_before_at)
WHERE target_id = :target_id RETURNING target_id;

-- name: pause
-- Nothing is sent until somebody has put it right.
UPDATE targets SET paused_reason = :reason, paused_at = coalesce(paused_at, :now)
WHERE target_id = :target_id RETURNING target_id;

-- name: resume
-- The chat may be written to again.
UPDATE targets SET paused_reason = NULL, paused_at = NULL
WHERE chat_id = :chat_id AND paused_reason IS NOT NULL RETURNING target_id;

-- name: move
-- A group became a supergroup: another number, and message ids that begin anew.
UPDATE targets SET chat_id = :moved_to, last_message_id = NULL, paused_reason = NULL, paused_at = NULL,
  address = CASE WHEN address LIKE '@%' THEN address ELSE :address END
WHERE target_id = :target_id AND NOT EXISTS
  (SELECT 1 FROM targets AS other WHERE (other.chat_id = :moved_to OR other.address = :address)
    AND other.target_id <> :target_id)
RETURNING target_id;
