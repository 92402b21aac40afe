-- name: lock
-- One poll at a time decides what is new; here BEGIN IMMEDIATE has seen to it.
SELECT 1 AS locked;

-- name: known_keys
-- Which of the keys belong to an article.
SELECT known.key, known.article_id
FROM json_each(:keys) AS asked CROSS JOIN article_keys AS known ON known.key = asked.value;

-- name: marks
-- The same with the feed that speaks for each article and its entry's hash; both null where it was purged.
SELECT known.key, known.article_id, articles.feed_id, articles.entry_hash
FROM json_each(:keys) AS asked CROSS JOIN article_keys AS known ON known.key = asked.value
LEFT JOIN articles USING (article_id);

-- name: known_articles
-- What a poll must know of the articles that it sees again.
SELECT article_id, source_id, url, entry_id, title, entry_hash, content_hash, published_at, revision,
  intake, page_state, feed_id, pushed_at, gone_at
FROM json_each(:article_ids) AS asked CROSS JOIN articles ON article_id = asked.value;

-- name: reserve
-- Ids that nobody else gives away, in ascending order.
WITH RECURSIVE ids (article_id) AS (
  SELECT coalesce(max(article_id), 0) + 1 FROM articles
  UNION ALL SELECT article_id + 1 FROM ids LIMIT :count)
SELECT article_id FROM ids;

-- name: add
-- A new article under a reserved id.
INSERT INTO articles (article_id, source_id, feed_id, url, entry_id, title, text, image_url, pictures, author, section,
  agency, place, views, language, entry_hash, content_hash, intake, page_state, published_at, seen_at,
  pushed_at)
VALUES (:article_id, :source_id, :feed_id, :url, :entry_id, :title, :text, :image_url, :pictures, :author, :section,
  :agency, :place, :views, :language, :entry_hash, :content_hash, :intake, :page_state, :published_at, :seen_at,
  :pushed_at);

-- name: add_key
-- An identity of an article; who had it first keeps it.
INSERT INTO article_keys (key, article_id) VALUES (:key, :article_id)
ON CONFLICT (key) DO NOTHING;

-- name: keep_revision
-- What an article says before it is changed.
INSERT INTO article_revisions (article_id, revision, title, text, until_at)
SELECT article_id, revision, title, text, :now FROM articles WHERE article_id = :article_id
ON CONFLICT (article_id, revision) DO NOTHING;

-- name: revise
-- A later version of an article; a text that was read from its page stays until it is read again.
UPDATE articles SET title = :title,
  text = CASE WHEN :reread = 1 THEN text ELSE :text END,
  image_url = coalesce(:image_url, image_url), pictures = coalesce(:pictures, pictures),
  author = coalesce(:author, author),
  section = coalesce(:section, section), agency = coalesce(:agency, agency), place = coalesce(:place, place),
  views = coalesce(:views, views), published_at = coalesce(published_at, :published_at),
  entry_hash = :entry_hash, content_hash = :content_hash, revision = revision + 1, changed_at = :now,
  gone_at = NULL,
  page_state = CASE WHEN :reread = 1 THEN 'waiting' ELSE page_state END, page_attempts = 0
WHERE article_id = :article_id;

-- name: touch
-- The entry reads differently, the article does not.
UPDATE articles SET entry_hash = :entry_hash WHERE article_id = :article_id;

-- name: titles_since
-- What a source has said lately, and when it was dated.
SELECT title, published_at, article_id FROM articles
WHERE source_id = :source_id AND seen_at >= :since
ORDER BY article_id DESC LIMIT :most;

-- name: claim_pages
-- Lease articles whose page is to be read, the earliest first.
UPDATE articles SET page_due_at = :until, page_attempts = page_attempts + 1
WHERE article_id IN (
  SELECT article_id FROM articles
  WHERE page_state = 'waiting' AND (page_due_at IS NULL OR page_due_at <= :now)
  ORDER BY article_id LIMIT :most)
RETURNING article_id;

-- name: pages
-- The articles of the ids, each with its source and what the configuration says of it.
SELECT articles.*, sources.name AS source_name, sources.options
FROM articles JOIN sources USING (source_id)
WHERE article_id IN (SELECT value FROM json_each(:article_ids))
ORDER BY article_id;

-- name: complete_page
-- An article with what its page said.
UPDATE articles SET title = :title, text = :text, image_url = :image_url, pictures = :pictures,
  author = :author, section = :section,
  agency = :agency, place = :place, views = :views, published_at = :published_at,
  page_state = 'read', page_due_at = NULL
WHERE article_id = :article_id AND page_state = 'waiting';

-- name: postpone_page
-- Its page is to be tried again later.
UPDATE articles SET page_due_at = :due WHERE article_id = :article_id AND page_state = 'waiting';

-- name: give_up_page
-- Its page cannot be read; the feed's text has to do.
UPDATE articles SET page_state = 'failed', page_due_at = NULL
WHERE article_id = :article_id AND page_state = 'waiting';

-- name: mark_gone
-- The publisher has taken it down.
UPDATE articles SET gone_at = :now, page_due_at = NULL,
  page_state = CASE WHEN page_state IN ('waiting', 'deferred') THEN 'failed' ELSE page_state END
WHERE article_id = :article_id AND gone_at IS NULL
RETURNING article_id;

-- name: mark_pushed
-- Its publisher speaks for it by pushing: no feed does any more, and no page has to be read.
UPDATE articles SET feed_id = NULL, pushed_at = :pushed_at, page_due_at = NULL,
  page_state = CASE WHEN page_state IN ('waiting', 'deferred') THEN 'none' ELSE page_state END
WHERE article_id = :article_id;

-- name: mark_back
-- It is there again.
UPDATE articles SET gone_at = NULL WHERE article_id = :article_id AND gone_at IS NOT NULL
RETURNING article_id;

-- name: held
-- What the burst guard has set aside, the newest first.
SELECT articles.*, sources.name AS source_name
FROM articles JOIN sources USING (source_id)
WHERE intake = 'held'
ORDER BY article_id DESC LIMIT :most;

-- name: release
-- An editor lets a held article go on as news, its page being read where it should be, or only into the archive.
UPDATE articles SET intake = :intake,
  page_state = CASE WHEN page_state <> 'deferred' THEN page_state WHEN :intake = 'news' THEN 'waiting'
    ELSE 'none' END
WHERE article_id = :article_id AND intake = 'held'
RETURNING page_state;

-- name: release_all
-- An editor's word on all that is held up to an article; what was held since is not meant.
UPDATE articles SET intake = :intake WHERE intake = 'held' AND article_id <= :newest
RETURNING article_id;

-- name: revisions
-- The earlier versions of an article, the first one first.
SELECT * FROM article_revisions WHERE article_id = :article_id ORDER BY revision;

-- name: new_by_source
-- How many articles each source brought since a moment.
SELECT source_id, count(*) AS articles FROM articles
WHERE seen_at >= :since AND intake <> 'import'
GROUP BY source_id;
