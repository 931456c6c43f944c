//! The audit log: lines are added and read, never changed.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{AdminId, AuditId, Timestamp};

use crate::backend::on_backend;
use crate::schema::audit_events;
use crate::{Conn, Result};

/// A row of `audit_events`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_events)]
pub struct Event {
    pub id: AuditId,
    pub at: Timestamp,
    pub admin_id: Option<AdminId>,
    pub actor: String,
    pub action: String,
    pub subject_kind: String,
    /// The subject's id as 16 bytes.
    pub subject_id: Option<Vec<u8>>,
    pub subject_name: String,
    pub detail: String,
}

pub async fn insert(conn: &mut Conn, event: &Event) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(audit_events::table).values(event).execute(c).await)?;
    Ok(())
}

/// What happened to one subject, newest first.
pub async fn of_subject(conn: &mut Conn, subject: &[u8], limit: i64) -> Result<Vec<Event>> {
    on_backend!(conn, c => Ok(audit_events::table.filter(audit_events::subject_id.eq(subject)).order(audit_events::id.desc()).limit(limit).select(Event::as_select()).load(c).await?))
}
