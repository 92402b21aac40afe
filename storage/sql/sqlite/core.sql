-- name: ping
-- Is the database there and readable?
SELECT 1 AS alive;

-- name: notify
-- PostgreSQL wakes other processes so; SQLite has one process, whose bells ring directly.
SELECT :channel AS channel, :belt AS belt;
