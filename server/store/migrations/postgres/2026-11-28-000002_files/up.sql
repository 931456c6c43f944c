-- 1: the end of the video completes the lesson.
ALTER TABLE lessons ADD COLUMN auto_complete INTEGER NOT NULL DEFAULT 0;

-- Files of lessons; what is in them is kept elsewhere, under storage_key.
CREATE TABLE lesson_files (
  id BYTEA PRIMARY KEY,
  lesson_id BYTEA NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  -- What captions are in: 'en'.
  lang TEXT,
  bytes BIGINT NOT NULL,
  storage_key TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX lesson_files_by_lesson ON lesson_files (lesson_id, position, id);

-- Where contacts are in the videos of lessons.
CREATE TABLE video_positions (
  contact_id BYTEA NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  lesson_id BYTEA NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
  seconds INTEGER NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (contact_id, lesson_id)
);
CREATE INDEX video_positions_by_lesson ON video_positions (lesson_id);
