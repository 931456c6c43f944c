//! Automations (A1–A6): an event is a row written with its cause ([`events`]); matching it starts runs ([`matching`]), a run goes on step
//! by step ([`running`]). Each is a transaction that finds its work in the database, so a kill loses nothing and repeats nothing.
//! Admins write them ([`writing`]), read what became of them ([`history`]) and try them ([`dry_run`]).
