-- name: add
-- A new source.
INSERT INTO sources (name, url, kind, options, from_config, created_at)
VALUES (:name, :url, :kind, :options, :from_config, :now)
RETURNING source_id;

-- name: all
-- Every source in the order of its making.
SELECT * FROM sources ORDER BY source_id;
