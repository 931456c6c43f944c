-- Each channel has a queue of its own: one that stands holds up no other.
DROP INDEX messages_due;
CREATE INDEX messages_due ON messages (channel, due_at, id) WHERE state = 'queued';
