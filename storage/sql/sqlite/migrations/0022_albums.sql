-- Several pictures of an article, posts that are several messages, and finding what was settled by its state.
ALTER TABLE articles ADD COLUMN pictures TEXT;    -- JSON list of those beside image_url; null: none
ALTER TABLE outbox ADD COLUMN messages INTEGER NOT NULL DEFAULT 1;  -- how many messages the post is: an album's pictures
CREATE INDEX outbox_over ON outbox (state, target_id, settled_at) WHERE settled_at IS NOT NULL;
