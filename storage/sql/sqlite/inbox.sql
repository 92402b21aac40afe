-- name: claim
-- Note that the effect of an update is in this transaction; no row when it was in an earlier one.
INSERT INTO updates (update_id, done_at) VALUES (:update_id, :now)
ON CONFLICT (update_id) DO NOTHING
RETURNING update_id;

-- name: prune
-- Telegram keeps an update for a day; what is older cannot come again.
DELETE FROM updates WHERE done_at < :before;

-- name: key
-- A secret of this archive.
SELECT secret FROM keys WHERE name = :name;

-- name: add_key
-- A secret, unless there is one already.
INSERT INTO keys (name, secret, created_at) VALUES (:name, :secret, :now)
ON CONFLICT (name) DO NOTHING;
