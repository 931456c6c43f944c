-- The code that goes with a link which its contact asked for. It is made of this row, the link's and the key file, and is kept nowhere.
-- A contact has one at most: a newer one takes its place.
CREATE TABLE sign_in_codes (
  contact_id BLOB PRIMARY KEY NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  -- The code leads where this link leads, and dies with it.
  link_id BLOB NOT NULL UNIQUE REFERENCES links (id) ON DELETE CASCADE,
  -- 16 random bytes.
  nonce BLOB NOT NULL,
  expires_at INTEGER NOT NULL,
  -- Times somebody typed a code, right or wrong.
  tries INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;
