-- 1: the end of the video completes the lesson.
ALTER TABLE lessons ADD COLUMN auto_complete INTEGER NOT NULL DEFAULT 0;

-- Files of lessons; what is in them is kept elsewhere, under storage_key.
CREATE TABLE lesson_files (
  id BLOB PRIMARY KEY NOT NULL,
  lesson_id BLOB NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  -- What captions are in: 'en'.
  lang TEXT,
  bytes INTEGER NOT NULL,
  storage_key TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX lesson_files_by_lesson ON lesson_files (lesson_id, position, id);

-- Where contacts are in the videos of lessons.
CREATE TABLE video_positions (
  contact_id BLOB NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  lesson_id BLOB NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
  seconds INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (contact_id, lesson_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX video_positions_by_lesson ON video_positions (lesson_id);
