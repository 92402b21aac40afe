-- name: set_aside
-- Work that broke a station, with the reason of the last time.
INSERT INTO stranded (station, subject_id, version, error, failed_at)
VALUES (:station, :subject_id, :version, :error, :now)
ON CONFLICT (station, subject_id) DO UPDATE SET version = excluded.version, error = excluded.error,
  failed_at = excluded.failed_at;

-- name: of
-- What is set aside of an article and of its story.
SELECT * FROM stranded
WHERE station = 'cluster' AND subject_id = :article_id
  OR station IN ('summarize', 'enqueue') AND subject_id = :story_id
ORDER BY failed_at;

-- name: newest
-- What was set aside, the newest first.
SELECT * FROM stranded ORDER BY failed_at DESC, station, subject_id LIMIT :most;

-- name: count
-- How much is set aside.
SELECT count(*) AS pieces FROM stranded;

-- name: retry
-- Let everything wait at its station again.
DELETE FROM stranded RETURNING subject_id;
