-- Segments of up to half a million articles: their pages hold steps from one document to the next (form 2). Those that
-- are there (form 1) are read as they are, and become form 2 as they are merged.
ALTER TABLE search_segments ADD COLUMN form INTEGER NOT NULL DEFAULT 1;
-- Which segments are live is asked with each query; the rows themselves are megabytes.
CREATE INDEX search_segments_live ON search_segments (segment_id) WHERE live = 1;
