-- Breaking posts are counted, and pins are looked through, every few seconds: not by reading the whole outbox.
CREATE INDEX outbox_breaking ON outbox (target_id, thread_id, created_at) WHERE kind = 'post' AND priority = 0;
CREATE INDEX outbox_pins ON outbox (delivery_id) WHERE kind = 'pin';
