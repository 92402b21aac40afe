-- name: get
-- One article with its source's name.
SELECT articles.*, sources.name AS source_name
FROM articles JOIN sources USING (source_id)
WHERE article_id = %(article_id)s;

-- name: by_url
-- The article kept under a canonical URL; the newest, should a source have moved.
SELECT articles.*, sources.name AS source_name
FROM articles JOIN sources USING (source_id)
WHERE articles.url = %(url)s
ORDER BY article_id DESC LIMIT 1;

-- name: of_story
-- The articles of a story in the order in which they were seen.
SELECT articles.*, sources.name AS source_name
FROM articles JOIN sources USING (source_id)
WHERE story_id = %(story_id)s
ORDER BY seen_at, article_id;

-- name: count
-- How many articles there are.
SELECT count(*) AS articles FROM articles;

-- name: any
-- Some article, to see that the archive can be read without counting it.
SELECT article_id FROM articles LIMIT 1;
