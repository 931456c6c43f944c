DROP INDEX messages_due;
CREATE INDEX messages_due ON messages (due_at, id) WHERE state = 'queued';
