-- name: add
-- A new source.
INSERT INTO sources (name, url, kind, options, from_config, created_at)
VALUES (:name, :url, :kind, :options, :from_config, :now)
RETURNING source_id;

-- name: all
-- Every source in the order of its making.
SELECT * FROM sources ORDER BY source_id;

-- name: get
-- One source.
SELECT * FROM sources WHERE source_id = :source_id;

-- name: by_name
-- The source of a name.
SELECT * FROM sources WHERE name = :name;

-- name: change
-- What is now said of a source.
UPDATE sources SET url = :url, kind = :kind, options = :options, from_config = :from_config, 
  paused_reason = CASE WHEN paused_reason = 'stopped' THEN paused_reason END
WHERE source_id = :source_id;

-- name: pause
-- Stop polling a source, or go on.
UPDATE sources SET paused_reason = :reason WHERE source_id = :source_id;
