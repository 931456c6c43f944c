//! The audit log: every change an admin (or the command line) makes is written down in the transaction that makes it.

use domain::view::audit::AuditRow;
use store::audit::Event;
use uuid::Uuid;

use crate::{AsAdmin, Portal, Result};

pub use domain::view::audit::Action;

/// What an action was done to.
#[derive(Clone, Debug)]
pub struct Subject {
    kind: &'static str,
    id: Option<Uuid>,
    name: String,
    detail: String,
}

impl Subject {
    /// `kind` is the table's singular: `contact`, `offer`, …
    pub fn new(kind: &'static str, id: impl Into<Uuid>, name: impl Into<String>) -> Self {
        Self { kind, id: Some(id.into()), name: name.into(), detail: String::new() }
    }

    pub fn contact(contact: &store::contacts::Contact) -> Self {
        Self::new("contact", contact.id, contact.name.as_str())
    }

    /// The portal as a whole.
    pub fn portal() -> Self {
        Self { kind: "portal", id: None, name: String::new(), detail: String::new() }
    }

    /// Adds what else one would want to know; never a secret.
    #[must_use]
    pub fn with(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

impl Portal {
    /// A line for something that no signed-in admin did; `actor` is `system` or `command line`.
    pub(crate) fn event_by(&self, actor: &str, action: Action, subject: Subject) -> Event {
        Event {
            id: self.new_id(),
            at: self.now(),
            admin_id: None,
            actor: actor.to_owned(),
            action: action.word().to_owned(),
            subject_kind: subject.kind.to_owned(),
            subject_id: subject.id.map(|id| id.as_bytes().to_vec()),
            subject_name: subject.name,
            detail: subject.detail,
        }
    }
}

/// A stored line as pages show it.
pub(crate) fn row(event: Event) -> AuditRow {
    AuditRow {
        id: event.id,
        at: event.at,
        actor: event.actor,
        action: event.action.parse().ok(),
        subject_kind: event.subject_kind,
        subject_id: event.subject_id.and_then(|id| Uuid::from_slice(&id).ok()).map(|id| id.simple().to_string()),
        subject_name: event.subject_name,
        detail: event.detail,
    }
}

impl AsAdmin {
    /// A line for something this admin does.
    pub(crate) fn event(&self, action: Action, subject: Subject) -> Event {
        Event { admin_id: Some(self.id), ..self.portal.event_by(&self.name, action, subject) }
    }

    /// What happened to one subject, newest first.
    pub async fn history(&self, subject: impl Into<Uuid>) -> Result<Vec<AuditRow>> {
        let mut conn = self.portal.store.read().await?;
        let events = store::audit::of_subject(&mut conn, subject.into().as_bytes(), 50).await?;
        Ok(events.into_iter().map(row).collect())
    }
}
