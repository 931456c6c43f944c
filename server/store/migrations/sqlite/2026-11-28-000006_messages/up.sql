-- What messages say, with variables: kept once for all that say the same.
CREATE TABLE message_texts (
  id BLOB PRIMARY KEY NOT NULL,
  -- SHA-256 of subject and body.
  digest BLOB NOT NULL UNIQUE,
  subject TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The outbox: a row is written in the transaction of what causes it, and says all that is needed to send it but the link, which is
-- made when it goes out.
CREATE TABLE messages (
  id BLOB PRIMARY KEY NOT NULL,
  contact_id BLOB NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  channel TEXT NOT NULL,
  kind TEXT NOT NULL,
  address TEXT NOT NULL,
  lang TEXT NOT NULL,
  text_id BLOB NOT NULL REFERENCES message_texts (id),
  destination TEXT NOT NULL,
  -- The admin who sent it, if one did.
  issuer_id BLOB,
  state TEXT NOT NULL,
  -- Times it was tried.
  tries INTEGER NOT NULL,
  -- Why it is not sent, and the last words of the server it was offered to.
  trouble TEXT,
  answer TEXT,
  -- The link that it carries, once it was made.
  link_id BLOB REFERENCES links (id) ON DELETE SET NULL,
  created_at INTEGER NOT NULL,
  -- When it is to be tried next.
  due_at INTEGER NOT NULL,
  -- Who works on it, 16 random bytes, and until when nobody else may.
  lease BLOB,
  leased_until INTEGER,
  -- When it came to its end.
  settled_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX messages_due ON messages (due_at, id) WHERE state = 'queued';
CREATE INDEX messages_by_state ON messages (state, id);
CREATE INDEX messages_by_contact ON messages (contact_id, id);
CREATE INDEX messages_by_text ON messages (text_id);
CREATE INDEX messages_by_link ON messages (link_id) WHERE link_id IS NOT NULL;
