-- Who polls a feed: what a process that died had leased is free again when the next one starts.
ALTER TABLE feeds ADD COLUMN claimed_by TEXT;
