-- name: state
-- The ids of the live segments, and how often an article has died in the index: one row, asked for with each query.
SELECT deaths, (SELECT string_agg(segment_id::text, ',' ORDER BY segment_id) FROM (SELECT segment_id FROM search_segments WHERE live = 1 ORDER BY segment_id) AS live) AS live
FROM search_state WHERE single = 1;

-- name: sizes
-- The live segments with how many documents and pages each has.
SELECT segment_id, documents, pages FROM search_segments WHERE live = 1;

-- name: segments
-- Live segments of the ids, without their pages.
SELECT segment_id, form, documents, pages, terms, articles FROM search_segments
WHERE live = 1 AND segment_id IN (SELECT value::bigint FROM json_array_elements_text(%(segment_ids)s::json) AS asked (value))
ORDER BY segment_id;

-- name: pages
-- Pages of postings.
SELECT page_id, body FROM search_pages WHERE page_id IN (SELECT value::bigint FROM json_array_elements_text(%(page_ids)s::json) AS asked (value));

-- name: dead
-- The first revision that counts, of articles whose older ones may stand in segments.
SELECT article_id, revision FROM search_dead;

-- name: bury
-- Only revisions from this one on count.
INSERT INTO search_dead (article_id, revision) VALUES (%(article_id)s, %(revision)s)
ON CONFLICT (article_id) DO UPDATE SET revision = greatest(search_dead.revision, excluded.revision);

-- name: forget_dead
-- No segment holds older revisions any more.
DELETE FROM search_dead WHERE article_id = %(article_id)s AND revision = %(revision)s;

-- name: count_deaths
-- Tell readers that the dead have changed.
UPDATE search_state SET deaths = deaths + 1 WHERE single = 1;

-- name: begin_segment
-- A segment whose pages are to follow.
INSERT INTO search_segments (form, documents, pages, terms, articles, lease_until_at)
VALUES (%(form)s, %(documents)s, %(pages)s, %(terms)s, %(articles)s, %(lease_until)s)
RETURNING segment_id;

-- name: add_page
-- A page of postings.
INSERT INTO search_pages (page_id, body) VALUES (%(page_id)s, %(body)s);

-- name: go_live
-- All pages are there.
UPDATE search_segments SET live = 1, lease_until_at = NULL WHERE segment_id = %(segment_id)s RETURNING segment_id;

-- name: complete
-- All pages are written, and with them the terms are known.
UPDATE search_segments SET pages = %(pages)s, terms = %(terms)s WHERE segment_id = %(segment_id)s RETURNING segment_id;

-- name: renew
-- Whoever holds the lease of segments is at work still.
UPDATE search_segments SET lease_until_at = %(until)s WHERE segment_id IN (SELECT value::bigint FROM json_array_elements_text(%(segment_ids)s::json) AS asked (value));

-- name: lease
-- Take segments for merging.
UPDATE search_segments SET lease_until_at = %(until)s
WHERE live = 1 AND (lease_until_at IS NULL OR lease_until_at < %(now)s)
  AND segment_id IN (SELECT value::bigint FROM json_array_elements_text(%(segment_ids)s::json) AS asked (value))
RETURNING segment_id;

-- name: retire
-- End segments; their pages are swept later.
DELETE FROM search_segments
WHERE live = 1 AND segment_id IN (SELECT value::bigint FROM json_array_elements_text(%(segment_ids)s::json) AS asked (value))
RETURNING segment_id;

-- name: abandon
-- End segments that were never finished.
DELETE FROM search_segments WHERE live = 0 AND lease_until_at < %(now)s;

-- name: sweep
-- Delete pages that no segment owns.
DELETE FROM search_pages WHERE page_id IN (
  SELECT page_id FROM search_pages
  WHERE page_id / 65536 NOT IN (SELECT segment_id FROM search_segments)
  ORDER BY page_id LIMIT %(most)s)
RETURNING page_id;

-- name: waiting
-- Articles that the index does not hold as they now read, the earliest first; what waits for its page waits here too.
SELECT article_id, source_id, revision, indexed_revision, title, text, section, place,
  coalesce(published_at, seen_at) AS dated_at
FROM articles
WHERE indexed_revision < revision AND page_state <> 'waiting'
ORDER BY article_id LIMIT %(most)s;

-- name: settle
-- Mark revisions as indexed, where that is still to be done.
UPDATE articles SET indexed_revision = asked.revision
FROM (SELECT (value ->> 0)::bigint AS article_id, (value ->> 1)::integer AS revision FROM json_array_elements(%(articles)s::json) AS pair (value)) AS asked
WHERE articles.article_id = asked.article_id AND articles.indexed_revision < asked.revision
RETURNING articles.article_id;

-- name: existing
-- Which of the articles are still there.
SELECT article_id FROM articles WHERE article_id IN (SELECT value::bigint FROM json_array_elements_text(%(article_ids)s::json) AS asked (value));

-- name: found
-- What a search shows.
SELECT article_id, articles.url, title, text, sources.name AS source_name, section, place,
  coalesce(published_at, seen_at) AS dated_at, gone_at
FROM articles JOIN sources USING (source_id)
WHERE article_id IN (SELECT value::bigint FROM json_array_elements_text(%(article_ids)s::json) AS asked (value));

-- name: titles
-- The headlines of the articles.
SELECT article_id, title FROM articles
WHERE article_id IN (SELECT value::bigint FROM json_array_elements_text(%(article_ids)s::json) AS asked (value));

-- name: addresses
-- Where the articles are.
SELECT article_id, url FROM articles
WHERE gone_at IS NULL AND article_id IN (SELECT value::bigint FROM json_array_elements_text(%(article_ids)s::json) AS asked (value));

-- name: size
-- Bytes of the index.
SELECT (SELECT sum(length(body)) FROM search_pages)
  + (SELECT sum(length(terms) + length(articles)) FROM search_segments) AS bytes;
