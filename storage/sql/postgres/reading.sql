-- name: latest
-- Stories, newest first; :filter is null or a section, topic, place or source. Only the youngest :depth are looked at.
WITH page AS (
  SELECT stories.story_id, coalesce(lead.published_at, lead.seen_at) AS dated_at
  FROM stories
  JOIN articles AS lead ON lead.article_id = stories.lead_id
  JOIN sources ON sources.source_id = lead.source_id
  WHERE stories.story_id <= %(anchor)s AND stories.story_id > %(anchor)s::bigint - %(depth)s::bigint
    AND lead.gone_at IS NULL
    AND (%(filter)s::text IS NULL OR lead.section = %(filter)s OR sources.name = %(filter)s
      OR stories.topics::jsonb ? %(filter)s OR stories.places::jsonb ? %(filter)s)
  ORDER BY dated_at DESC, stories.story_id DESC
  LIMIT %(limit)s OFFSET %(offset)s)
SELECT stories.story_id, stories.breaking, stories.places, stories.topics, lead.title, lead.url, lead.section,
  lead.place, sources.name AS source_name, page.dated_at,
  (SELECT count(DISTINCT other.source_id) FROM articles AS other
   WHERE other.story_id = stories.story_id) AS source_count
FROM page
JOIN stories ON stories.story_id = page.story_id
JOIN articles AS lead ON lead.article_id = stories.lead_id
JOIN sources ON sources.source_id = lead.source_id
ORDER BY page.dated_at DESC, stories.story_id DESC;

-- name: newest
-- The newest story: later pages are counted from it, so that news arriving meanwhile moves nothing.
SELECT coalesce(max(story_id), 0) AS story_id FROM stories;

-- name: shelves
-- The sections, topics, places and sources of the youngest :depth stories, the fullest first.
SELECT name, count(*) AS stories FROM (
  SELECT lead.section AS name, stories.story_id FROM stories JOIN articles AS lead ON lead.article_id = stories.lead_id
  WHERE stories.story_id > %(anchor)s::bigint - %(depth)s::bigint AND lead.section IS NOT NULL
  UNION SELECT sources.name, stories.story_id FROM stories
  JOIN articles AS lead ON lead.article_id = stories.lead_id JOIN sources ON sources.source_id = lead.source_id
  WHERE stories.story_id > %(anchor)s::bigint - %(depth)s::bigint
  UNION SELECT value, story_id FROM stories, jsonb_array_elements_text(topics::jsonb) AS value WHERE story_id > %(anchor)s::bigint - %(depth)s::bigint
  UNION SELECT value, story_id FROM stories, jsonb_array_elements_text(places::jsonb) AS value WHERE story_id > %(anchor)s::bigint - %(depth)s::bigint
) AS shelf
GROUP BY name ORDER BY stories DESC, name LIMIT 500;

-- name: story
-- One story with its summary, if it has one.
SELECT stories.story_id, stories.breaking, stories.places, stories.topics, stories.follows_id, lead.title, lead.url,
  lead.section, lead.place, sources.name AS source_name, coalesce(lead.published_at, lead.seen_at) AS dated_at,
  (SELECT count(DISTINCT other.source_id) FROM articles AS other
   WHERE other.story_id = stories.story_id) AS source_count,
  summaries.sentences
FROM stories
JOIN articles AS lead ON lead.article_id = stories.lead_id
JOIN sources ON sources.source_id = lead.source_id
LEFT JOIN summaries ON summaries.story_id = stories.story_id
WHERE stories.story_id = %(story_id)s;

-- name: tellings
-- Who told a story, the earliest article of each source.
SELECT sources.name AS source_name, articles.url, coalesce(articles.published_at, articles.seen_at) AS dated_at
FROM articles JOIN sources USING (source_id)
WHERE articles.story_id = %(story_id)s AND articles.gone_at IS NULL
ORDER BY articles.seen_at, articles.article_id;
