-- The box of message ids that private chats and basic groups share: the newest that was heard of in any of them.
CREATE TABLE message_box (
  box_id INTEGER PRIMARY KEY CHECK (box_id = 1),
  newest_id INTEGER NOT NULL
) STRICT;
