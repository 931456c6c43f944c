DROP INDEX grants_by_end;
DROP INDEX grants_by_start;
ALTER TABLE messages DROP COLUMN facts;
DROP TABLE run_steps;
DROP TABLE automation_runs;
DROP TABLE automation_versions;
DROP TABLE automations;
DROP TABLE events;
