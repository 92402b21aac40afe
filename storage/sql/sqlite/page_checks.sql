-- name: enrol
-- Look at the news that was posted lately; an address with a fragment stands in for one that there is not.
INSERT INTO page_checks (article_id, due_at)
SELECT DISTINCT articles.article_id, :due
FROM outbox JOIN articles USING (story_id)
WHERE outbox.settled_at >= :since AND outbox.kind = 'post' AND outbox.state = 'sent'
  AND articles.intake = 'news' AND articles.gone_at IS NULL AND articles.url NOT LIKE '%#%'
  AND NOT EXISTS (SELECT 1 FROM page_checks AS known WHERE known.article_id = articles.article_id)
ON CONFLICT (article_id) DO NOTHING;

-- name: suspect
-- Its page was not there when it was to be read.
INSERT INTO page_checks (article_id, due_at, missing) VALUES (:article_id, :due, 1)
ON CONFLICT (article_id) DO UPDATE SET due_at = excluded.due_at, missing = page_checks.missing + 1;

-- name: claim
-- Lease the pages that are to be looked at.
UPDATE page_checks SET due_at = :until
WHERE article_id IN (
  SELECT article_id FROM page_checks WHERE due_at <= :now ORDER BY due_at, article_id LIMIT :most)
RETURNING article_id;

-- name: some
-- The checks of the articles of the ids.
SELECT page_checks.*, articles.source_id, articles.url, articles.gone_at, articles.pushed_at, sources.options
FROM page_checks JOIN articles USING (article_id) JOIN sources USING (source_id)
WHERE article_id IN (SELECT value FROM json_each(:article_ids)) ORDER BY article_id;

-- name: settle
-- What a look has found.
UPDATE page_checks SET looks = :looks, missing = :missing, due_at = :due, checked_at = :now
WHERE article_id = :article_id;

-- name: neighbours
-- The other pages of a source that were looked at lately, and how many of them are missing.
SELECT count(*) AS seen, coalesce(sum(CASE WHEN missing > 0 THEN 1 ELSE 0 END), 0) AS missing
FROM page_checks JOIN articles USING (article_id)
WHERE articles.source_id = :source_id AND article_id <> :article_id AND checked_at >= :since;
