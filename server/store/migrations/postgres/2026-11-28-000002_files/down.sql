DROP TABLE video_positions;
DROP TABLE lesson_files;
ALTER TABLE lessons DROP COLUMN auto_complete;
