//! Automations (A1–A6): an event is a row written with its cause ([`news`]), some by the passing of time ([`sweep`]); matching it starts
//! runs ([`matching`]), and a run goes on step by step ([`running`], [`steps`]). Each is a transaction that finds its work in the
//! database, so a kill loses nothing and repeats nothing. Admins write automations ([`writing`], [`recipes`], [`check`]), read what
//! became of them ([`history`]) and try them ([`dry_run`]).

mod calls;
mod check;
mod conditions;
mod dry_run;
mod facts;
mod history;
mod matching;
mod news;
mod recipes;
mod running;
mod steps;
mod sweep;
mod titles;
mod writing;

pub use self::calls::{Answer, Call};
pub use self::running::{Next, Taken};
pub use self::writing::Model;

use domain::Definition;

use crate::{Portal, Result};

impl Portal {
    /// Waits until something happened in this copy of the server that an automation may begin with, or go on with. Whoever does it tells
    /// so before it is committed: look a moment later.
    pub async fn until_stirred(&self) {
        self.stir.notified().await;
    }
}

/// A definition as it is kept.
fn parse(json: &str) -> Result<Definition> {
    Ok(serde_json::from_str(json).map_err(anyhow::Error::from)?)
}

fn json(definition: &Definition) -> Result<String> {
    Ok(serde_json::to_string(definition).map_err(anyhow::Error::from)?)
}
