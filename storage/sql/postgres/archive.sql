-- name: add_sources
-- Sources that an imported archive names; nobody polls them.
INSERT INTO sources (name, url, kind, from_config, created_at)
SELECT value, '', 'push', 0, %(now)s FROM json_array_elements_text(%(names)s::json) AS asked (value)
ON CONFLICT (name) DO NOTHING
RETURNING source_id;

-- name: source_ids
-- The sources of the names.
SELECT name, source_id FROM sources WHERE name IN (SELECT value FROM json_array_elements_text(%(names)s::json) AS asked (value));

-- name: add
-- An imported article under a reserved id; its postings are added in the same transaction.
INSERT INTO articles (article_id, source_id, url, entry_id, title, text, section, place, content_hash, intake,
  indexed_revision, published_at, seen_at)
VALUES (%(article_id)s, %(source_id)s, %(url)s, %(entry_id)s, %(title)s, %(text)s, %(section)s, %(place)s, %(content_hash)s, %(intake)s,
  1, %(published_at)s, %(seen_at)s);

-- name: add_key
-- The identity of an imported article; it was looked up in the same transaction.
INSERT INTO article_keys (key, article_id) VALUES (%(key)s, %(article_id)s);

-- name: export
-- Articles with what became of them, by id.
SELECT articles.article_id, articles.url, articles.title, articles.text, sources.name AS source_name,
  articles.published_at, articles.story_id, summaries.sentences,
  CASE WHEN articles.relation = 'duplicate'
    THEN (SELECT other_id FROM matches WHERE matches.article_id = articles.article_id)
  END AS duplicate_of
FROM articles JOIN sources USING (source_id)
LEFT JOIN summaries ON summaries.story_id = articles.story_id
WHERE articles.article_id > %(after)s
ORDER BY articles.article_id LIMIT %(most)s;

-- name: quiet_deliveries
-- What was under way when a backup was taken may have arrived since.
UPDATE outbox SET state = 'expired', reason = 'restored from a backup', settled_at = %(now)s
WHERE state IN ('ready', 'claimed', 'sending', 'waiting', 'unknown')
RETURNING delivery_id;

-- name: quiet_stories
-- Stories that were to be posted when a backup was taken may have been since.
UPDATE stories SET enqueued_version = version WHERE enqueued_version < version;

-- name: quiet_articles
-- News that was in no story yet becomes part of one that is not posted.
UPDATE articles SET intake = 'seed' WHERE intake = 'news' AND clustered_revision = 0;

-- name: quiet_feeds
-- Each feed is read whole at once, as on the first day; that it was read before tells that nothing in it is news.
UPDATE feeds SET settled = 0, etag = NULL, last_modified = NULL, body_hash = NULL, next_poll_at = %(now)s,
  claimed_until_at = NULL, claimed_by = NULL, last_success_at = coalesce(last_success_at, %(now)s);
