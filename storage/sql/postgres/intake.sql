-- name: lock
-- One poll at a time decides what is new, until its transaction ends.
SELECT pg_advisory_xact_lock(hashtext('khabar.intake'));

-- name: known_keys
-- Which of the keys belong to an article.
SELECT key, article_id FROM article_keys
WHERE key IN (SELECT value::bigint FROM json_array_elements_text(%(keys)s::json) AS asked (value));

-- name: marks
-- The same with the feed that speaks for each article and its entry's hash; both null where it was purged.
SELECT known.key, known.article_id, articles.feed_id, articles.entry_hash
FROM article_keys AS known LEFT JOIN articles USING (article_id)
WHERE key IN (SELECT value::bigint FROM json_array_elements_text(%(keys)s::json) AS asked (value));

-- name: known_articles
-- What a poll must know of the articles that it sees again.
SELECT article_id, source_id, url, entry_id, title, entry_hash, content_hash, published_at, revision,
  intake, page_state, feed_id, pushed_at, gone_at
FROM articles
WHERE article_id IN (SELECT value::bigint FROM json_array_elements_text(%(article_ids)s::json) AS asked (value));

-- name: reserve
-- Ids that nobody else gives away, in ascending order.
SELECT nextval(pg_get_serial_sequence('articles', 'article_id')) AS article_id
FROM generate_series(1, %(count)s);

-- name: add
-- A new article under a reserved id.
INSERT INTO articles (article_id, source_id, feed_id, url, entry_id, title, text, image_url, pictures, author, section,
  agency, place, views, language, entry_hash, content_hash, intake, page_state, published_at, seen_at,
  pushed_at)
VALUES (%(article_id)s, %(source_id)s, %(feed_id)s, %(url)s, %(entry_id)s, %(title)s, %(text)s, %(image_url)s, %(pictures)s, %(author)s, %(section)s,
  %(agency)s, %(place)s, %(views)s, %(language)s, %(entry_hash)s, %(content_hash)s, %(intake)s, %(page_state)s, %(published_at)s, %(seen_at)s,
  %(pushed_at)s);

-- name: add_key
-- An identity of an article; who had it first keeps it.
INSERT INTO article_keys (key, article_id) VALUES (%(key)s, %(article_id)s)
ON CONFLICT (key) DO NOTHING;

-- name: keep_revision
-- What an article says before it is changed.
INSERT INTO article_revisions (article_id, revision, title, text, until_at)
SELECT article_id, revision, title, text, %(now)s FROM articles WHERE article_id = %(article_id)s
ON CONFLICT (article_id, revision) DO NOTHING;

-- name: revise
-- A later version of an article; a text that was read from its page stays until it is read again.
UPDATE articles SET title = %(title)s,
  text = CASE WHEN %(reread)s = 1 THEN text ELSE %(text)s END,
  image_url = coalesce(%(image_url)s, image_url), pictures = coalesce(%(pictures)s, pictures),
  author = coalesce(%(author)s, author),
  section = coalesce(%(section)s, section), agency = coalesce(%(agency)s, agency), place = coalesce(%(place)s, place),
  views = coalesce(%(views)s, views), published_at = coalesce(published_at, %(published_at)s),
  entry_hash = %(entry_hash)s, content_hash = %(content_hash)s, revision = revision + 1, changed_at = %(now)s,
  gone_at = NULL,
  page_state = CASE WHEN %(reread)s = 1 THEN 'waiting' ELSE page_state END, page_attempts = 0
WHERE article_id = %(article_id)s;

-- name: touch
-- The entry reads differently, the article does not.
UPDATE articles SET entry_hash = %(entry_hash)s WHERE article_id = %(article_id)s;

-- name: titles_since
-- What a source has said lately, and when it was dated.
SELECT title, published_at, article_id FROM articles
WHERE source_id = %(source_id)s AND seen_at >= %(since)s
ORDER BY article_id DESC LIMIT %(most)s;

-- name: claim_pages
-- Lease articles whose page is to be read, the earliest first.
UPDATE articles SET page_due_at = %(until)s, page_attempts = page_attempts + 1
WHERE article_id IN (
  SELECT article_id FROM articles
  WHERE page_state = 'waiting' AND (page_due_at IS NULL OR page_due_at <= %(now)s)
  ORDER BY article_id LIMIT %(most)s
  FOR UPDATE OF articles SKIP LOCKED)
RETURNING article_id;

-- name: pages
-- The articles of the ids, each with its source and what the configuration says of it.
SELECT articles.*, sources.name AS source_name, sources.options
FROM articles JOIN sources USING (source_id)
WHERE article_id IN (SELECT value::bigint FROM json_array_elements_text(%(article_ids)s::json) AS asked (value))
ORDER BY article_id;

-- name: complete_page
-- An article with what its page said.
UPDATE articles SET title = %(title)s, text = %(text)s, image_url = %(image_url)s, pictures = %(pictures)s,
  author = %(author)s, section = %(section)s,
  agency = %(agency)s, place = %(place)s, views = %(views)s, published_at = %(published_at)s,
  page_state = 'read', page_due_at = NULL
WHERE article_id = %(article_id)s AND page_state = 'waiting';

-- name: postpone_page
-- Its page is to be tried again later.
UPDATE articles SET page_due_at = %(due)s WHERE article_id = %(article_id)s AND page_state = 'waiting';

-- name: give_up_page
-- Its page cannot be read; the feed's text has to do.
UPDATE articles SET page_state = 'failed', page_due_at = NULL
WHERE article_id = %(article_id)s AND page_state = 'waiting';

-- name: mark_gone
-- The publisher has taken it down.
UPDATE articles SET gone_at = %(now)s, page_due_at = NULL,
  page_state = CASE WHEN page_state IN ('waiting', 'deferred') THEN 'failed' ELSE page_state END
WHERE article_id = %(article_id)s AND gone_at IS NULL
RETURNING article_id;

-- name: mark_pushed
-- Its publisher speaks for it by pushing: no feed does any more, and no page has to be read.
UPDATE articles SET feed_id = NULL, pushed_at = %(pushed_at)s, page_due_at = NULL,
  page_state = CASE WHEN page_state IN ('waiting', 'deferred') THEN 'none' ELSE page_state END
WHERE article_id = %(article_id)s;

-- name: mark_back
-- It is there again.
UPDATE articles SET gone_at = NULL WHERE article_id = %(article_id)s AND gone_at IS NOT NULL
RETURNING article_id;

-- name: held
-- What the burst guard has set aside, the newest first.
SELECT articles.*, sources.name AS source_name
FROM articles JOIN sources USING (source_id)
WHERE intake = 'held'
ORDER BY article_id DESC LIMIT %(most)s;

-- name: release
-- An editor lets a held article go on as news, its page being read where it should be, or only into the archive.
UPDATE articles SET intake = %(intake)s,
  page_state = CASE WHEN page_state <> 'deferred' THEN page_state WHEN %(intake)s = 'news' THEN 'waiting'
    ELSE 'none' END
WHERE article_id = %(article_id)s AND intake = 'held'
RETURNING page_state;

-- name: release_all
-- An editor's word on all that is held up to an article; what was held since is not meant.
UPDATE articles SET intake = %(intake)s WHERE intake = 'held' AND article_id <= %(newest)s
RETURNING article_id;

-- name: revisions
-- The earlier versions of an article, the first one first.
SELECT * FROM article_revisions WHERE article_id = %(article_id)s ORDER BY revision;

-- name: new_by_source
-- How many articles each source brought since a moment.
SELECT source_id, count(*) AS articles FROM articles
WHERE seen_at >= %(since)s AND intake <> 'import'
GROUP BY source_id;
