-- No query asks for articles by their date alone, or for stories by their change: every new one was sorted in for nobody.
DROP INDEX articles_by_time;
DROP INDEX stories_by_time;
