DROP INDEX progress_completed;
DROP TABLE enrolments;
DROP INDEX categories_by_parent;
ALTER TABLE categories DROP COLUMN drip_day;
ALTER TABLE categories DROP COLUMN drip_days;
ALTER TABLE categories DROP COLUMN drip;
ALTER TABLE categories DROP COLUMN parent_id;
