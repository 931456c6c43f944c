//! The audit log: lines are added and read, never changed.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{AdminId, AuditId, Timestamp};

use crate::backend::on_backend;
use crate::schema::audit_events;
use crate::{Conn, Result, Way};

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
    /// The name folded.
    pub subject_key: String,
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

/// Which lines of the log. Times are bounds of the ids, which hold them.
#[derive(Clone, Debug)]
pub struct Filter {
    pub action: Option<String>,
    pub admin: Option<AdminId>,
    /// Any of these folded names.
    pub names: Option<Vec<String>>,
    /// Not before this one.
    pub from: AuditId,
    /// Before this one.
    pub before: AuditId,
}

/// The newest lines that the filter lets through; on the way back the oldest. Every combination is a range of one index: by
/// name, by admin and action, by either, or the key itself.
pub async fn page(conn: &mut Conn, filter: &Filter, way: Way, limit: i64) -> Result<Vec<Event>> {
    on_backend!(conn, c => {
        let mut query = audit_events::table.filter(audit_events::id.ge(filter.from)).filter(audit_events::id.lt(filter.before)).into_boxed();
        if let Some(names) = &filter.names {
            // A few names have few lines: no other index may be preferred, hence the texts made no plain columns.
            query = query.filter(audit_events::subject_key.eq_any(names));
            if let Some(action) = &filter.action {
                query = query.filter(audit_events::action.concat("").eq(action));
            }
        } else if let Some(action) = &filter.action {
            query = query.filter(audit_events::action.eq(action));
        }
        if let Some(admin) = filter.admin {
            query = query.filter(audit_events::admin_id.eq(admin));
        }
        let query = match way {
            Way::On => query.order(audit_events::id.desc()),
            Way::Back => query.order(audit_events::id),
        };
        Ok(query.limit(limit).select(Event::as_select()).load(c).await?)
    })
}
