-- Stories that were taken back: by whom, how and when; and finding what publishers have taken down.
CREATE TABLE retractions (
  story_id INTEGER PRIMARY KEY REFERENCES stories ON DELETE CASCADE,
  manner TEXT NOT NULL,                       -- strike | delete
  user_id INTEGER,                            -- who decided; null: the configuration
  retracted_at TEXT NOT NULL
) STRICT;
CREATE INDEX retractions_by_time ON retractions (retracted_at);
CREATE INDEX articles_gone ON articles (gone_at) WHERE gone_at IS NOT NULL;
