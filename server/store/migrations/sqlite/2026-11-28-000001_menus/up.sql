-- Entries of the creator's own in the learners' header.
CREATE TABLE menu_entries (
  id BLOB PRIMARY KEY NOT NULL,
  slug TEXT NOT NULL UNIQUE,
  label_en TEXT NOT NULL,
  label_fr TEXT NOT NULL,
  icon TEXT NOT NULL,
  url TEXT NOT NULL,
  opens TEXT NOT NULL,
  -- Said on its own: an entry whose offers are all gone is nobody's, not everybody's.
  audience TEXT NOT NULL,
  position INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX menu_entries_by_position ON menu_entries (position, id);

CREATE TABLE menu_entry_offers (
  entry_id BLOB NOT NULL REFERENCES menu_entries (id) ON DELETE CASCADE,
  offer_id BLOB NOT NULL REFERENCES offers (id) ON DELETE CASCADE,
  PRIMARY KEY (entry_id, offer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX menu_entry_offers_by_offer ON menu_entry_offers (offer_id, entry_id);
