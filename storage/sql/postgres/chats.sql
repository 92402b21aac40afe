-- name: put
-- What is known of a chat and of the bot's standing in it, now.
INSERT INTO chats (chat_id, kind, title, standing, may_post, changed_at)
VALUES (%(chat_id)s, %(kind)s, %(title)s, %(standing)s, %(may_post)s, %(now)s)
ON CONFLICT (chat_id) DO UPDATE SET
  kind = excluded.kind, title = excluded.title, standing = excluded.standing, may_post = excluded.may_post,
  changed_at = excluded.changed_at;

-- name: get
-- One chat.
SELECT * FROM chats WHERE chat_id = %(chat_id)s;

-- name: all
-- Every chat, the latest change first.
SELECT * FROM chats ORDER BY changed_at DESC, chat_id;

-- name: forget
-- The chat and, by cascade, what it follows.
DELETE FROM chats WHERE chat_id = %(chat_id)s RETURNING chat_id;

-- name: move
-- A group became a supergroup; its subscriptions follow by cascade.
UPDATE chats SET chat_id = %(new_id)s, changed_at = %(now)s WHERE chat_id = %(old_id)s RETURNING chat_id;

-- name: follow
-- A place or words that a chat wants to hear of; following twice changes nothing.
INSERT INTO subscriptions (chat_id, kind, term, shown, created_at)
VALUES (%(chat_id)s, %(kind)s, %(term)s, %(shown)s, %(now)s)
ON CONFLICT (chat_id, kind, term) DO NOTHING
RETURNING subscription_id;

-- name: unfollow
-- No more of it.
DELETE FROM subscriptions WHERE chat_id = %(chat_id)s AND subscription_id = %(subscription_id)s RETURNING shown;

-- name: unfollow_all
-- No more of anything.
DELETE FROM subscriptions WHERE chat_id = %(chat_id)s RETURNING subscription_id;

-- name: followed
-- What a chat follows, the oldest wish first.
SELECT * FROM subscriptions WHERE chat_id = %(chat_id)s ORDER BY subscription_id;

-- name: followers
-- Every wish of the chats that can be written to.
SELECT subscriptions.* FROM subscriptions JOIN chats USING (chat_id)
WHERE chats.standing IN ('member', 'administrator')
ORDER BY subscription_id;
