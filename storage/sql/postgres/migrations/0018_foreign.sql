-- Articles in other languages find their stories too: so that a text is known that was there before.
CREATE INDEX articles_unclustered_foreign ON articles (article_id)
  WHERE clustered_revision < revision AND page_state <> 'waiting' AND intake = 'foreign';
