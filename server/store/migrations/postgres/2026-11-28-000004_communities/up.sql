-- Communities.

CREATE TABLE groups (
  id BYTEA PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  state TEXT NOT NULL,
  position INTEGER NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX groups_by_position ON groups (position, id);

CREATE TABLE offer_groups (
  offer_id BYTEA NOT NULL REFERENCES offers (id) ON DELETE CASCADE,
  group_id BYTEA NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  PRIMARY KEY (offer_id, group_id)
);
CREATE INDEX offer_groups_by_group ON offer_groups (group_id);

CREATE TABLE channels (
  id BYTEA PRIMARY KEY,
  group_id BYTEA NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  slug TEXT NOT NULL,
  title TEXT NOT NULL,
  access TEXT NOT NULL,
  position INTEGER NOT NULL,
  -- The newest post, kept by who writes: what unread marks are compared with.
  latest BYTEA,
  UNIQUE (group_id, slug)
);
CREATE INDEX channels_by_group ON channels (group_id, position, id);

-- Whom a private channel is for.
CREATE TABLE channel_members (
  channel_id BYTEA NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  contact_id BYTEA NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  PRIMARY KEY (channel_id, contact_id)
);
CREATE INDEX channel_members_by_contact ON channel_members (contact_id, channel_id);

-- The newest post that a contact has seen in a channel.
CREATE TABLE channel_reads (
  contact_id BYTEA NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  channel_id BYTEA NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  seen BYTEA NOT NULL,
  PRIMARY KEY (contact_id, channel_id)
);
CREATE INDEX channel_reads_by_channel ON channel_reads (channel_id);

CREATE TABLE group_members (
  group_id BYTEA NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  contact_id BYTEA NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  muted_at BIGINT,
  banned_at BIGINT,
  joined_at BIGINT NOT NULL,
  PRIMARY KEY (group_id, contact_id)
);
CREATE INDEX group_members_by_contact ON group_members (contact_id, group_id);

CREATE TABLE posts (
  id BYTEA PRIMARY KEY,
  group_id BYTEA NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  channel_id BYTEA NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  -- Either a contact or an admin, whose name stays when the admin is gone.
  contact_id BYTEA REFERENCES contacts (id) ON DELETE CASCADE,
  admin_id BYTEA,
  admin_name TEXT,
  title TEXT NOT NULL,
  pinned_at BIGINT,
  hidden_at BIGINT,
  removed_at BIGINT,
  created_at BIGINT NOT NULL,
  edited_at BIGINT,
  -- Kept by who writes.
  comment_count INTEGER NOT NULL,
  reaction_count INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX posts_by_channel ON posts (channel_id, id);
CREATE INDEX posts_by_group ON posts (group_id, id);
CREATE INDEX posts_by_contact ON posts (contact_id);
CREATE INDEX posts_pinned ON posts (channel_id, pinned_at) WHERE pinned_at IS NOT NULL;

CREATE TABLE comments (
  id BYTEA PRIMARY KEY,
  group_id BYTEA NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  post_id BYTEA NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  -- The comment that this one answers; an answer has none.
  parent_id BYTEA REFERENCES comments (id) ON DELETE CASCADE,
  contact_id BYTEA REFERENCES contacts (id) ON DELETE CASCADE,
  admin_id BYTEA,
  admin_name TEXT,
  hidden_at BIGINT,
  removed_at BIGINT,
  created_at BIGINT NOT NULL,
  edited_at BIGINT,
  body TEXT NOT NULL
);
CREATE INDEX comments_by_post ON comments (post_id, parent_id, id);
CREATE INDEX comments_by_parent ON comments (parent_id, id);
CREATE INDEX comments_by_group ON comments (group_id, id);
CREATE INDEX comments_by_contact ON comments (contact_id, post_id);

CREATE TABLE reactions (
  -- The post, or the comment on it.
  target_id BYTEA NOT NULL,
  emoji TEXT NOT NULL,
  -- The contact or the admin.
  actor_id BYTEA NOT NULL,
  post_id BYTEA NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  comment_id BYTEA REFERENCES comments (id) ON DELETE CASCADE,
  contact_id BYTEA REFERENCES contacts (id) ON DELETE CASCADE,
  PRIMARY KEY (target_id, emoji, actor_id)
);
CREATE INDEX reactions_by_post ON reactions (post_id);
CREATE INDEX reactions_by_comment ON reactions (comment_id);
CREATE INDEX reactions_by_contact ON reactions (contact_id, post_id);

CREATE TABLE reports (
  id BYTEA PRIMARY KEY,
  group_id BYTEA NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  post_id BYTEA NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  comment_id BYTEA REFERENCES comments (id) ON DELETE CASCADE,
  target_id BYTEA NOT NULL,
  contact_id BYTEA NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  handled_at BIGINT,
  -- By name, so that it still reads when they are gone.
  handled_by TEXT,
  -- Nobody reports the same twice.
  UNIQUE (contact_id, target_id)
);
CREATE INDEX reports_by_group ON reports (group_id, handled_at, id);
CREATE INDEX reports_by_post ON reports (post_id);
CREATE INDEX reports_by_comment ON reports (comment_id);
