-- name: lock
-- One process at a time decides which story an article belongs to, until its transaction ends.
SELECT pg_advisory_xact_lock(7240601) AS locked;

-- name: waiting_news
-- Articles whose latest revision no story knows, in the order in which they came.
SELECT articles.*, sources.name AS source_name
FROM articles JOIN sources USING (source_id)
WHERE clustered_revision < revision AND page_state <> 'waiting' AND intake IN ('news', 'seed')
  AND NOT EXISTS (SELECT 1 FROM stranded
    WHERE station = 'cluster' AND subject_id = article_id AND stranded.version = revision)
ORDER BY article_id LIMIT %(most)s;

-- name: waiting_foreign
-- The same for articles in other languages, which are never posted: only which of them are one is asked.
SELECT articles.*, sources.name AS source_name
FROM articles JOIN sources USING (source_id)
WHERE clustered_revision < revision AND page_state <> 'waiting' AND intake = 'foreign'
  AND NOT EXISTS (SELECT 1 FROM stranded
    WHERE station = 'cluster' AND subject_id = article_id AND stranded.version = revision)
ORDER BY article_id LIMIT %(most)s;

-- name: waiting_imports
-- The same for what came in bulk from an archive, in the order of its dates.
SELECT articles.*, sources.name AS source_name
FROM articles JOIN sources USING (source_id)
WHERE clustered_revision < revision AND page_state <> 'waiting' AND intake = 'import'
  AND NOT EXISTS (SELECT 1 FROM stranded
    WHERE station = 'cluster' AND subject_id = article_id AND stranded.version = revision)
ORDER BY published_at, article_id LIMIT %(most)s;

-- name: still_waiting
-- Those of the articles whose latest revision no story knows.
SELECT article_id, revision FROM articles
WHERE article_id IN (SELECT id::bigint FROM jsonb_array_elements_text(%(article_ids)s::jsonb) AS asked (id)) AND clustered_revision < revision AND page_state <> 'waiting';

-- name: oldest_import
-- The date from which archived articles still wait; null when none does.
SELECT min(published_at) AS published_at FROM articles
WHERE clustered_revision < revision AND page_state <> 'waiting' AND intake = 'import'
  AND NOT EXISTS (SELECT 1 FROM stranded
    WHERE station = 'cluster' AND subject_id = article_id AND stranded.version = revision);

-- name: entered
-- What came into the window after a turn, in order.
SELECT turn, article_id, dated_at, hashes FROM marks WHERE turn > %(after)s ORDER BY turn LIMIT %(most)s;

-- name: marks
-- What the articles are compared by, and where they stand.
SELECT article_id, mark, marks.dated_at, source_id, story_id
FROM jsonb_array_elements_text(%(article_ids)s::jsonb) AS asked (id)
JOIN marks ON marks.article_id = asked.id::bigint
JOIN articles USING (article_id)
WHERE story_id IS NOT NULL;

-- name: heads
-- Stories with what a better lead has to beat.
SELECT stories.*, articles.source_id AS lead_source_id, sources.name AS lead_source_name,
  articles.agency AS lead_agency, length(articles.text) AS lead_length,
  articles.image_url IS NOT NULL AS lead_image, articles.intake AS lead_intake
FROM jsonb_array_elements_text(%(story_ids)s::jsonb) AS asked (id)
JOIN stories ON stories.story_id = asked.id::bigint
JOIN articles ON articles.article_id = stories.lead_id
JOIN sources USING (source_id);

-- name: open
-- New stories, each known by its lead.
INSERT INTO stories (lead_id, places, topics, names, breaking, postable, created_at, updated_at)
SELECT lead_id, places, topics, names, breaking, postable, %(now)s, %(now)s
FROM jsonb_to_recordset(%(stories)s::jsonb)
  AS given (lead_id bigint, places text, topics text, names text, breaking integer, postable integer)
RETURNING story_id, lead_id;

-- name: grow
-- A story as it stands after an article joined or changed.
UPDATE stories SET lead_id = %(lead_id)s, version = version + 1, places = %(places)s, topics = %(topics)s, names = %(names)s,
  breaking = %(breaking)s, postable = %(postable)s, updated_at = %(now)s
WHERE story_id = %(story_id)s;

-- name: follow
-- A story goes on from an earlier one.
UPDATE stories SET follows_id = %(follows_id)s WHERE story_id = %(story_id)s;

-- name: link
-- An article has found its story.
UPDATE articles SET story_id = %(story_id)s, relation = %(relation)s, clustered_revision = %(revision)s
WHERE article_id = %(article_id)s;

-- name: relink
-- An article changed and stays in its story.
UPDATE articles SET clustered_revision = %(revision)s WHERE article_id = %(article_id)s;

-- name: keep_match
-- Why an article is where it is.
INSERT INTO matches (article_id, other_id, score, evidence, decided_at)
VALUES (%(article_id)s, %(other_id)s, %(score)s, %(evidence)s, %(now)s)
ON CONFLICT (article_id) DO UPDATE SET other_id = excluded.other_id, score = excluded.score,
  evidence = excluded.evidence, decided_at = excluded.decided_at;

-- name: keep_mark
-- What an article will be compared by, and the hashes that it is found by, at the next turn.
INSERT INTO marks (article_id, dated_at, hashes, mark)
VALUES (%(article_id)s, %(dated_at)s, %(hashes)s, %(mark)s);

-- name: forget_marks
-- What articles were compared by, once they have left the window or have another text.
DELETE FROM marks WHERE article_id IN
  (SELECT id::bigint FROM jsonb_array_elements_text(%(article_ids)s::jsonb) AS asked (id));

-- name: get
-- One story.
SELECT * FROM stories WHERE story_id = %(story_id)s;

-- name: of_article
-- The story that an article belongs to.
SELECT stories.* FROM articles JOIN stories USING (story_id) WHERE article_id = %(article_id)s;

-- name: following
-- The stories that go on from one.
SELECT * FROM stories WHERE follows_id = %(story_id)s ORDER BY story_id;

-- name: unsummarized
-- Stories whose latest version has no summary, the oldest first.
SELECT * FROM stories WHERE summarized_version < version AND postable = 1
  AND NOT EXISTS (SELECT 1 FROM stranded
    WHERE station = 'summarize' AND subject_id = story_id AND stranded.version = stories.version)
ORDER BY story_id LIMIT %(most)s;

-- name: sources_of
-- Who carries a story, in the order in which they brought it.
SELECT source_id, sources.name AS source_name, min(articles.seen_at) AS first_at,
  min(articles.article_id) AS article_id, count(*) AS articles
FROM articles JOIN sources USING (source_id)
WHERE story_id = %(story_id)s AND gone_at IS NULL
GROUP BY source_id, sources.name ORDER BY first_at, article_id;

-- name: match_of
-- The decision on an article, and the article it was judged against.
SELECT articles.relation, articles.story_id, matches.*, other.title AS other_title, other.url AS other_url,
  other_source.name AS other_source_name
FROM articles JOIN matches USING (article_id)
LEFT JOIN articles AS other ON other.article_id = matches.other_id
LEFT JOIN sources AS other_source ON other_source.source_id = other.source_id
WHERE articles.article_id = %(article_id)s;
