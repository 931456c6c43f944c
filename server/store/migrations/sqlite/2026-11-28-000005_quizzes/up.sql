-- A lesson may have one quiz; passing it is then how the lesson is completed.
CREATE TABLE quizzes (
  lesson_id BLOB PRIMARY KEY NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
  pass_percent INTEGER NOT NULL,
  -- Attempts after the first one; nothing means as many as one likes.
  retries INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE quiz_questions (
  id BLOB PRIMARY KEY NOT NULL,
  lesson_id BLOB NOT NULL REFERENCES quizzes (lesson_id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  question TEXT NOT NULL,
  -- What a short answer may be, one a line; empty for the other kinds.
  accepted TEXT NOT NULL,
  explanation TEXT NOT NULL,
  -- A draft lacks something: learners are not asked it.
  state TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX quiz_questions_by_lesson ON quiz_questions (lesson_id, position, id);

CREATE TABLE quiz_options (
  question_id BLOB NOT NULL REFERENCES quiz_questions (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  answer TEXT NOT NULL,
  mark TEXT NOT NULL,
  PRIMARY KEY (question_id, position)
) STRICT, WITHOUT ROWID;

-- What was answered, in the words of that time: a quiz that is changed or deleted later leaves it readable.
CREATE TABLE quiz_attempts (
  id BLOB PRIMARY KEY NOT NULL,
  contact_id BLOB NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  lesson_id BLOB NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
  -- From 1: one contact's attempts at one quiz are counted by it, once each.
  number INTEGER NOT NULL,
  score_percent INTEGER NOT NULL,
  pass_percent INTEGER NOT NULL,
  mark TEXT NOT NULL,
  made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX quiz_attempts_by_contact ON quiz_attempts (contact_id, lesson_id, number);
CREATE INDEX quiz_attempts_by_lesson ON quiz_attempts (lesson_id);

CREATE TABLE quiz_answers (
  attempt_id BLOB NOT NULL REFERENCES quiz_attempts (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  question TEXT NOT NULL,
  -- One a line, both.
  given TEXT NOT NULL,
  expected TEXT NOT NULL,
  explanation TEXT NOT NULL,
  mark TEXT NOT NULL,
  PRIMARY KEY (attempt_id, position)
) STRICT, WITHOUT ROWID;

-- A course that has a row gives a certificate to whoever completes it.
CREATE TABLE certificate_terms (
  product_id BLOB PRIMARY KEY NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  -- Who signs it.
  issuer TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Names as they were when it was earned.
CREATE TABLE certificates (
  id BLOB PRIMARY KEY NOT NULL,
  number TEXT NOT NULL UNIQUE,
  contact_id BLOB NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  product_id BLOB NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  issuer TEXT NOT NULL,
  lang TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
-- One for each contact and course.
CREATE UNIQUE INDEX certificates_by_contact ON certificates (contact_id, product_id);
CREATE INDEX certificates_by_product ON certificates (product_id);

-- What is said below a lesson: a learner's comment, or an admin's answer to one.
CREATE TABLE lesson_comments (
  id BLOB PRIMARY KEY NOT NULL,
  lesson_id BLOB NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
  parent_id BLOB REFERENCES lesson_comments (id) ON DELETE CASCADE,
  -- Nobody's for an admin's.
  contact_id BLOB REFERENCES contacts (id) ON DELETE CASCADE,
  admin_id BLOB,
  -- The name when it was written.
  author TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  written_at INTEGER NOT NULL,
  edited_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX lesson_comments_by_lesson ON lesson_comments (lesson_id, parent_id, id);
CREATE INDEX lesson_comments_by_parent ON lesson_comments (parent_id, id);
CREATE INDEX lesson_comments_by_contact ON lesson_comments (contact_id);

-- Courses whose lessons have no comments.
CREATE TABLE comments_off (
  product_id BLOB PRIMARY KEY NOT NULL REFERENCES products (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
