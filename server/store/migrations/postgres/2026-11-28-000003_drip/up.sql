-- A category may stand in another one, which stands in none.
ALTER TABLE categories ADD COLUMN parent_id BYTEA REFERENCES categories (id) ON DELETE CASCADE;
-- What its opening counts from, and the days or the day (its midnight in UTC) that go with it.
ALTER TABLE categories ADD COLUMN drip TEXT NOT NULL DEFAULT 'at-once';
ALTER TABLE categories ADD COLUMN drip_days INTEGER;
ALTER TABLE categories ADD COLUMN drip_day BIGINT;
CREATE INDEX categories_by_parent ON categories (parent_id);

-- What is known of a contact in a course as a whole. It outlives what progress is reset.
CREATE TABLE enrolments (
  contact_id BYTEA NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  product_id BYTEA NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  -- When the contact first opened the course, and last a lesson of it; nothing while only an admin marked lessons.
  first_at BIGINT,
  seen_at BIGINT,
  -- Published lessons that are completed.
  done INTEGER NOT NULL,
  PRIMARY KEY (contact_id, product_id)
);
CREATE INDEX enrolments_by_product ON enrolments (product_id, done, contact_id);
-- How many have completed a lesson.
CREATE INDEX progress_completed ON progress (lesson_id, contact_id) WHERE completed_at IS NOT NULL;

INSERT INTO enrolments (contact_id, product_id, first_at, seen_at, done)
SELECT progress.contact_id, progress.product_id, min(progress.opened_at), max(progress.opened_at),
  sum(CASE WHEN progress.completed_at IS NOT NULL AND lessons.state = 'published' THEN 1 ELSE 0 END)
FROM progress JOIN lessons ON lessons.id = progress.lesson_id
GROUP BY progress.contact_id, progress.product_id;
