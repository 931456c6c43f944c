-- Ids are UUIDv7 as 16 bytes, instants are microseconds since 1970 (UTC), closed lists are their words.

CREATE TABLE contacts (
  id BYTEA PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  -- The name folded (lower case, no accents): what lists sort by.
  name_key TEXT COLLATE "C" NOT NULL,
  phone TEXT,
  lang TEXT NOT NULL,
  state TEXT NOT NULL,
  -- Links of an older generation are dead; sessions likewise.
  link_generation INTEGER NOT NULL,
  session_generation INTEGER NOT NULL,
  links_replaced_at BIGINT,
  created_at BIGINT NOT NULL,
  joined_at BIGINT,
  last_seen_at BIGINT
);
CREATE INDEX contacts_by_name ON contacts (name_key, id);
CREATE INDEX contacts_by_state ON contacts (state, id);
CREATE INDEX contacts_by_last_seen ON contacts (last_seen_at, id);

-- What contacts are found by: the folded words of the name, the parts of the address, the digits of the phone.
CREATE TABLE contact_words (
  word TEXT COLLATE "C" NOT NULL,
  contact_id BYTEA NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  PRIMARY KEY (word, contact_id)
);
CREATE INDEX contact_words_by_contact ON contact_words (contact_id, word);

CREATE TABLE contact_tags (
  tag TEXT COLLATE "C" NOT NULL,
  contact_id BYTEA NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  PRIMARY KEY (tag, contact_id)
);
CREATE INDEX contact_tags_by_contact ON contact_tags (contact_id, tag);

CREATE TABLE products (
  id BYTEA PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  lang TEXT NOT NULL,
  -- A path on this portal, or nothing.
  cover TEXT,
  state TEXT NOT NULL,
  position INTEGER NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX products_by_position ON products (position, id);
CREATE INDEX products_by_cover ON products (cover);

CREATE TABLE categories (
  id BYTEA PRIMARY KEY,
  product_id BYTEA NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  title TEXT NOT NULL,
  position INTEGER NOT NULL
);
CREATE INDEX categories_by_product ON categories (product_id, position, id);

CREATE TABLE lessons (
  id BYTEA PRIMARY KEY,
  product_id BYTEA NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  category_id BYTEA NOT NULL REFERENCES categories (id) ON DELETE CASCADE,
  slug TEXT NOT NULL,
  title TEXT NOT NULL,
  video_url TEXT,
  minutes INTEGER,
  state TEXT NOT NULL,
  position INTEGER NOT NULL,
  -- After the others, so that an outline reads none of it.
  body TEXT NOT NULL,
  UNIQUE (product_id, slug)
);
CREATE INDEX lessons_by_product ON lessons (product_id, position, id);
CREATE INDEX lessons_by_publication ON lessons (product_id, state);
CREATE INDEX lessons_by_category ON lessons (category_id, position, id);

CREATE TABLE offers (
  id BYTEA PRIMARY KEY,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  state TEXT NOT NULL,
  -- Days of access from the grant's start; nothing means for good.
  access_days INTEGER,
  created_at BIGINT NOT NULL
);

CREATE TABLE offer_items (
  offer_id BYTEA NOT NULL REFERENCES offers (id) ON DELETE CASCADE,
  product_id BYTEA NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  PRIMARY KEY (offer_id, product_id)
);
CREATE INDEX offer_items_by_product ON offer_items (product_id, offer_id);

CREATE TABLE grants (
  id BYTEA PRIMARY KEY,
  contact_id BYTEA NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  -- An offer that was granted stays.
  offer_id BYTEA NOT NULL REFERENCES offers (id),
  -- Active from starts_at (included) to ends_at (not included), unless revoked.
  starts_at BIGINT NOT NULL,
  ends_at BIGINT,
  revoked_at BIGINT,
  created_at BIGINT NOT NULL
);
CREATE INDEX grants_by_contact ON grants (contact_id, offer_id);
CREATE INDEX grants_by_offer ON grants (offer_id, contact_id);
-- Who was granted an offer last, and how many have it now.
CREATE INDEX grants_by_offer_newest ON grants (offer_id, id);
-- With revoked_at, so that SQLite too counts without a look at the rows.
CREATE INDEX grants_in_force ON grants (offer_id, ends_at, starts_at, revoked_at) WHERE revoked_at IS NULL;

CREATE TABLE links (
  id BYTEA PRIMARY KEY,
  -- The part of the token that finds the row; the part that proves it is never stored.
  selector BYTEA NOT NULL UNIQUE,
  nonce BYTEA NOT NULL,
  contact_id BYTEA NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  generation INTEGER NOT NULL,
  purpose TEXT NOT NULL,
  destination TEXT NOT NULL,
  issuer_id BYTEA,
  key_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  uses INTEGER NOT NULL,
  use_limit INTEGER NOT NULL
);
CREATE INDEX links_by_contact ON links (contact_id, id);

CREATE TABLE sessions (
  id BYTEA PRIMARY KEY,
  -- SHA-256 of the cookie's secret.
  hash BYTEA NOT NULL UNIQUE,
  contact_id BYTEA NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  generation INTEGER NOT NULL,
  link_id BYTEA,
  device TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_contact ON sessions (contact_id, id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE progress (
  contact_id BYTEA NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  product_id BYTEA NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  lesson_id BYTEA NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
  opened_at BIGINT NOT NULL,
  completed_at BIGINT,
  PRIMARY KEY (contact_id, product_id, lesson_id)
);
CREATE INDEX progress_by_lesson ON progress (lesson_id);
CREATE INDEX progress_by_product ON progress (product_id);

CREATE TABLE admins (
  id BYTEA PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  lang TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  -- The second factor's secret, sealed with a key of the key file; set once a code has confirmed it.
  totp_sealed TEXT,
  -- The last 30-second step whose code was used, so that none is used twice.
  totp_step BIGINT,
  session_generation INTEGER NOT NULL,
  created_at BIGINT NOT NULL
);

-- Failed sign-ins by address, whether it is an admin's or not, so that the answer does not tell.
CREATE TABLE sign_in_tries (
  -- SHA-256 of the address.
  address BYTEA PRIMARY KEY NOT NULL,
  failures INTEGER NOT NULL,
  locked_until BIGINT,
  tried_at BIGINT NOT NULL
);
CREATE INDEX sign_in_tries_by_time ON sign_in_tries (tried_at);

CREATE TABLE recovery_codes (
  admin_id BYTEA NOT NULL REFERENCES admins (id) ON DELETE CASCADE,
  hash BYTEA NOT NULL,
  PRIMARY KEY (admin_id, hash)
);

CREATE TABLE admin_sessions (
  id BYTEA PRIMARY KEY,
  hash BYTEA NOT NULL UNIQUE,
  admin_id BYTEA NOT NULL REFERENCES admins (id) ON DELETE CASCADE,
  generation INTEGER NOT NULL,
  device TEXT NOT NULL,
  -- The contact whose portal this admin looks at (View as contact).
  viewing BYTEA REFERENCES contacts (id) ON DELETE SET NULL,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX admin_sessions_by_admin ON admin_sessions (admin_id, id);
CREATE INDEX admin_sessions_by_viewing ON admin_sessions (viewing);
CREATE INDEX admin_sessions_by_expiry ON admin_sessions (expires_at);

CREATE TABLE audit_events (
  id BYTEA PRIMARY KEY,
  at BIGINT NOT NULL,
  admin_id BYTEA,
  -- Who, by name, so that the line still reads when the admin is gone; 'system' and 'command line' are such names.
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id BYTEA,
  subject_name TEXT NOT NULL,
  -- The name folded: what the log is searched by.
  subject_key TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX audit_events_by_subject ON audit_events (subject_id, id);
CREATE INDEX audit_events_by_action ON audit_events (action, id);
CREATE INDEX audit_events_by_admin ON audit_events (admin_id, id);
CREATE INDEX audit_events_by_admin_action ON audit_events (admin_id, action, id);
CREATE INDEX audit_events_by_name ON audit_events (subject_key, id);

CREATE TABLE access_requests (
  id BYTEA PRIMARY KEY,
  contact_id BYTEA NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  -- Where they want to go, as links write it.
  destination TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  handled_at BIGINT
);
-- One open request of a kind for a contact.
CREATE UNIQUE INDEX access_requests_open ON access_requests (contact_id, kind) WHERE handled_at IS NULL;
CREATE INDEX access_requests_by_contact ON access_requests (contact_id);
CREATE INDEX access_requests_by_state ON access_requests (handled_at, id);

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
