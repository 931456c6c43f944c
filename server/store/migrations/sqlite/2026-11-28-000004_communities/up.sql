-- Communities. Texts come last in their tables, and tables with long texts keep a rowid: a search by key reads none of them.

CREATE TABLE groups (
  id BLOB PRIMARY KEY NOT NULL,
  slug TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  state TEXT NOT NULL,
  position INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX groups_by_position ON groups (position, id);

CREATE TABLE offer_groups (
  offer_id BLOB NOT NULL REFERENCES offers (id) ON DELETE CASCADE,
  group_id BLOB NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  PRIMARY KEY (offer_id, group_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX offer_groups_by_group ON offer_groups (group_id);

CREATE TABLE channels (
  id BLOB PRIMARY KEY NOT NULL,
  group_id BLOB NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  slug TEXT NOT NULL,
  title TEXT NOT NULL,
  access TEXT NOT NULL,
  position INTEGER NOT NULL,
  -- The newest post, kept by who writes: what unread marks are compared with.
  latest BLOB,
  UNIQUE (group_id, slug)
) STRICT, WITHOUT ROWID;
CREATE INDEX channels_by_group ON channels (group_id, position, id);

-- Whom a private channel is for.
CREATE TABLE channel_members (
  channel_id BLOB NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  contact_id BLOB NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  PRIMARY KEY (channel_id, contact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX channel_members_by_contact ON channel_members (contact_id, channel_id);

-- The newest post that a contact has seen in a channel.
CREATE TABLE channel_reads (
  contact_id BLOB NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  channel_id BLOB NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  seen BLOB NOT NULL,
  PRIMARY KEY (contact_id, channel_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX channel_reads_by_channel ON channel_reads (channel_id);

CREATE TABLE group_members (
  group_id BLOB NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  contact_id BLOB NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  muted_at INTEGER,
  banned_at INTEGER,
  joined_at INTEGER NOT NULL,
  PRIMARY KEY (group_id, contact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_members_by_contact ON group_members (contact_id, group_id);

CREATE TABLE posts (
  id BLOB PRIMARY KEY NOT NULL,
  group_id BLOB NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  channel_id BLOB NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  -- Either a contact or an admin, whose name stays when the admin is gone.
  contact_id BLOB REFERENCES contacts (id) ON DELETE CASCADE,
  admin_id BLOB,
  admin_name TEXT,
  title TEXT NOT NULL,
  pinned_at INTEGER,
  hidden_at INTEGER,
  removed_at INTEGER,
  created_at INTEGER NOT NULL,
  edited_at INTEGER,
  -- Kept by who writes.
  comment_count INTEGER NOT NULL,
  reaction_count INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX posts_by_channel ON posts (channel_id, id);
CREATE INDEX posts_by_group ON posts (group_id, id);
CREATE INDEX posts_by_contact ON posts (contact_id);
CREATE INDEX posts_pinned ON posts (channel_id, pinned_at) WHERE pinned_at IS NOT NULL;

CREATE TABLE comments (
  id BLOB PRIMARY KEY NOT NULL,
  group_id BLOB NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  post_id BLOB NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  -- The comment that this one answers; an answer has none.
  parent_id BLOB REFERENCES comments (id) ON DELETE CASCADE,
  contact_id BLOB REFERENCES contacts (id) ON DELETE CASCADE,
  admin_id BLOB,
  admin_name TEXT,
  hidden_at INTEGER,
  removed_at INTEGER,
  created_at INTEGER NOT NULL,
  edited_at INTEGER,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX comments_by_post ON comments (post_id, parent_id, id);
CREATE INDEX comments_by_parent ON comments (parent_id, id);
CREATE INDEX comments_by_group ON comments (group_id, id);
CREATE INDEX comments_by_contact ON comments (contact_id, post_id);

CREATE TABLE reactions (
  -- The post, or the comment on it.
  target_id BLOB NOT NULL,
  emoji TEXT NOT NULL,
  -- The contact or the admin.
  actor_id BLOB NOT NULL,
  post_id BLOB NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  comment_id BLOB REFERENCES comments (id) ON DELETE CASCADE,
  contact_id BLOB REFERENCES contacts (id) ON DELETE CASCADE,
  PRIMARY KEY (target_id, emoji, actor_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reactions_by_post ON reactions (post_id);
CREATE INDEX reactions_by_comment ON reactions (comment_id);
CREATE INDEX reactions_by_contact ON reactions (contact_id, post_id);

CREATE TABLE reports (
  id BLOB PRIMARY KEY NOT NULL,
  group_id BLOB NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  post_id BLOB NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  comment_id BLOB REFERENCES comments (id) ON DELETE CASCADE,
  target_id BLOB NOT NULL,
  contact_id BLOB NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  reason TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  handled_at INTEGER,
  -- By name, so that it still reads when they are gone.
  handled_by TEXT,
  -- Nobody reports the same twice.
  UNIQUE (contact_id, target_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reports_by_group ON reports (group_id, handled_at, id);
CREATE INDEX reports_by_post ON reports (post_id);
CREATE INDEX reports_by_comment ON reports (comment_id);
