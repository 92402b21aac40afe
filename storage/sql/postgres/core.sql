-- name: ping
-- Is the database there and readable?
SELECT 1 AS alive;

-- name: notify
-- Wake the stations of other processes when this transaction commits.
SELECT pg_notify(%(channel)s::text, %(belt)s::text) AS channel;
