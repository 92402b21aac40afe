-- Private chats and basic groups share one box of message ids; its newest is asked for with each send to them.
CREATE INDEX targets_box ON targets (last_message_id) WHERE chat_id > -1000000000000;
CREATE INDEX outbox_box ON outbox (message_id) WHERE chat_id > -1000000000000;
