-- What happened to contacts, as far as an automation listens for it: written in the transaction of what happened.
CREATE TABLE events (
  id BYTEA PRIMARY KEY,
  contact_id BYTEA NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  -- What it was about; what is gone since keeps its id here.
  offer_id BYTEA,
  product_id BYTEA,
  category_id BYTEA,
  lesson_id BYTEA,
  group_id BYTEA,
  -- How many days off, for what is about a day to come or gone.
  days INTEGER,
  -- What can be told twice bears a name, under which it happens once.
  once TEXT UNIQUE,
  -- The run that caused it, if one did, and how many automations stand behind one another then.
  run_id BYTEA,
  depth INTEGER NOT NULL,
  at BIGINT NOT NULL,
  -- When the automations that it starts were looked for.
  matched_at BIGINT
);
CREATE INDEX events_unmatched ON events (id) WHERE matched_at IS NULL;
CREATE INDEX events_by_contact ON events (contact_id, id);

CREATE TABLE automations (
  id BYTEA PRIMARY KEY,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  -- The draft, as JSON.
  definition TEXT NOT NULL,
  -- The version that starts now, and what it begins with.
  version INTEGER,
  trigger_kind TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

-- What was published, each as it was: a run finishes on the version it began.
CREATE TABLE automation_versions (
  id BYTEA PRIMARY KEY,
  automation_id BYTEA NOT NULL REFERENCES automations (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  definition TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  UNIQUE (automation_id, number)
);

-- One contact's way through an automation. An event, which is one contact's, starts each automation once.
CREATE TABLE automation_runs (
  id BYTEA PRIMARY KEY,
  automation_id BYTEA NOT NULL REFERENCES automations (id) ON DELETE CASCADE,
  version_id BYTEA NOT NULL REFERENCES automation_versions (id) ON DELETE CASCADE,
  contact_id BYTEA NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  event_id BYTEA NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  state TEXT NOT NULL,
  reason TEXT,
  -- The next step, and when it is due; none once the run is over.
  path TEXT,
  due_at BIGINT,
  -- Tries of that step that failed.
  tries INTEGER NOT NULL,
  -- Who works on it, 16 random bytes, and until when nobody else may.
  lease BYTEA,
  leased_until BIGINT,
  started_at BIGINT NOT NULL,
  ended_at BIGINT,
  UNIQUE (event_id, automation_id)
);
CREATE INDEX automation_runs_due ON automation_runs (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX automation_runs_by_automation ON automation_runs (automation_id, id);
CREATE INDEX automation_runs_by_state ON automation_runs (automation_id, state, id);
CREATE INDEX automation_runs_by_version ON automation_runs (version_id);
CREATE INDEX automation_runs_by_contact ON automation_runs (contact_id, id);

-- What became of each step of a run: a step is done in the transaction that writes its row.
CREATE TABLE run_steps (
  id BYTEA PRIMARY KEY,
  run_id BYTEA NOT NULL REFERENCES automation_runs (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  at BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  skipped TEXT,
  -- Until when it waits.
  until BIGINT,
  answer TEXT,
  message_id BYTEA REFERENCES messages (id) ON DELETE SET NULL,
  UNIQUE (run_id, path)
);
CREATE INDEX run_steps_by_message ON run_steps (message_id) WHERE message_id IS NOT NULL;

-- What a message's variables stand for that only its cause knows, as JSON.
ALTER TABLE messages ADD COLUMN facts TEXT;

-- Grants that begin and end, in the order in which they do.
CREATE INDEX grants_by_start ON grants (starts_at, id);
CREATE INDEX grants_by_end ON grants (ends_at, id) WHERE ends_at IS NOT NULL;
