//! The statements that a database is asked while a test uses the portal.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};

/// The statements of each database that is being recorded, by its path or URL, and how often each was asked.
static RECORDED: Mutex<BTreeMap<String, BTreeMap<String, usize>>> = Mutex::new(BTreeMap::new());

/// Sees what one connection is asked.
#[derive(Default)]
struct Recorder {
    database: String,
}

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => url.clone_into(&mut self.database),
            InstrumentationEvent::StartQuery { query, .. } => {
                if let Some(statements) = RECORDED.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&self.database) {
                    let text = query.to_string();
                    *statements.entry(text.split(" -- binds:").next().unwrap_or_default().to_owned()).or_default() += 1;
                }
            }
            _ => {}
        }
    }
}

/// Has every connection that is opened from now on recorded, if its database is.
pub fn watch() {
    set_default_instrumentation(|| Some(Box::<Recorder>::default())).expect("set");
}

/// Begins to record what that database is asked, by its path or URL.
pub fn record(database: &str) {
    RECORDED.lock().unwrap_or_else(PoisonError::into_inner).insert(database.to_owned(), BTreeMap::new());
}

/// Ends it: what was recorded that looks for rows.
pub fn recorded(database: &str) -> Vec<String> {
    counted(database).into_keys().filter(|sql| ["SELECT", "UPDATE", "DELETE", "WITH"].iter().any(|verb| sql.trim_start().starts_with(verb))).collect()
}

/// Ends it: everything that was recorded, and how often.
pub fn counted(database: &str) -> BTreeMap<String, usize> {
    RECORDED.lock().unwrap_or_else(PoisonError::into_inner).remove(database).unwrap_or_default()
}
