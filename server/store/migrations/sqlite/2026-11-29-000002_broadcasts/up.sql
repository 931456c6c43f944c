-- Messages to many.
CREATE TABLE broadcasts (
  id BLOB PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  destination TEXT NOT NULL,
  -- An Audience as JSON.
  audience TEXT NOT NULL,
  -- When it begins by itself.
  scheduled_at INTEGER,
  started_at INTEGER,
  finished_at INTEGER,
  -- Everybody up to this contact, in the order of their ids, was written to; all ones once everybody was.
  cursor BLOB NOT NULL,
  -- Whom it was for when it began.
  total INTEGER NOT NULL,
  -- Messages that were written.
  written INTEGER NOT NULL,
  -- The admin who made it, and their name.
  author_id BLOB,
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX broadcasts_by_state ON broadcasts (state, id);

-- What they say, with variables: in one language or in several.
CREATE TABLE broadcast_texts (
  broadcast_id BLOB NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
  lang TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (broadcast_id, lang)
) STRICT;

ALTER TABLE messages ADD COLUMN broadcast_id BLOB REFERENCES broadcasts (id);
-- What goes first of what is due.
ALTER TABLE messages ADD COLUMN rank TEXT NOT NULL DEFAULT 'first';
DROP INDEX messages_due;
CREATE INDEX messages_due ON messages (channel, rank, due_at, id) WHERE state = 'queued';
-- Nobody is written to twice by one broadcast.
CREATE UNIQUE INDEX messages_once_a_broadcast ON messages (broadcast_id, contact_id) WHERE broadcast_id IS NOT NULL;
CREATE INDEX messages_by_broadcast ON messages (broadcast_id, id) WHERE broadcast_id IS NOT NULL;
CREATE INDEX messages_by_broadcast_and_state ON messages (broadcast_id, state, id) WHERE broadcast_id IS NOT NULL;

-- Contacts who want no messages but those that they ask for.
CREATE TABLE unsubscribed (
  contact_id BLOB PRIMARY KEY NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Addresses that do not exist, as a mail server said. Of a contact, so that it goes with them; for that address alone, so that a new
-- one is not taken for the old one.
CREATE TABLE suppressions (
  contact_id BLOB PRIMARY KEY NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  address TEXT NOT NULL,
  reason TEXT NOT NULL,
  -- What the mail server said.
  detail TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
