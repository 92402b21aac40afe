-- name: sources_of
-- The articles that may speak for the stories: the lead, then the longest text; withdrawn ones last.
SELECT articles.*, sources.name AS source_name
FROM json_each(:story_ids) AS asked
JOIN stories ON stories.story_id = asked.value
JOIN articles ON articles.story_id = stories.story_id
JOIN sources USING (source_id)
ORDER BY articles.story_id, articles.article_id = stories.lead_id DESC, articles.gone_at IS NOT NULL,
  length(articles.text) DESC, articles.article_id;

-- name: save
-- Keep summaries, unless a newer one of the same story is kept.
INSERT INTO summaries (story_id, version, sentences, method, article_id, created_at)
SELECT value ->> 'story_id', value ->> 'version', value ->> 'sentences', value ->> 'method',
  value ->> 'article_id', :now
FROM json_each(:summaries) WHERE true
ON CONFLICT (story_id) DO UPDATE SET version = excluded.version, sentences = excluded.sentences,
  method = excluded.method, article_id = excluded.article_id, created_at = excluded.created_at
WHERE summaries.version <= excluded.version
RETURNING story_id, version;

-- name: summarized
-- Stories are summarised up to these versions.
UPDATE stories SET summarized_version = given.value ->> 'version'
FROM json_each(:done) AS given
WHERE stories.story_id = given.value ->> 'story_id' AND stories.summarized_version < given.value ->> 'version'
RETURNING stories.story_id;

-- name: get
-- The newest summary of a story.
SELECT * FROM summaries WHERE story_id = :story_id;
