//! Automations, their published versions, and the runs through them ([`runs`]).

pub mod runs;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::automation::{AutomationState, TriggerKind};
use domain::{AutomationId, AutomationVersionId, Timestamp};

use crate::backend::{locked, on_backend};
use crate::schema::{automation_versions, automations};
use crate::{Conn, Result};

/// A row of `automations`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = automations, treat_none_as_null = true)]
pub struct Automation {
    pub id: AutomationId,
    pub name: String,
    pub state: AutomationState,
    /// The draft, as JSON.
    pub definition: String,
    /// The number of the version that starts now.
    pub version: Option<i32>,
    /// What that version begins with.
    pub trigger_kind: Option<TriggerKind>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A row of `automation_versions`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = automation_versions)]
pub struct Version {
    pub id: AutomationVersionId,
    pub automation_id: AutomationId,
    pub number: i32,
    /// As JSON.
    pub definition: String,
    pub published_at: Timestamp,
}

/// Every automation, newest first. There are hundreds at most.
pub async fn all(conn: &mut Conn) -> Result<Vec<Automation>> {
    on_backend!(conn, c => Ok(automations::table.filter(automations::id.ge(AutomationId::MIN)).order(automations::id.desc()).select(Automation::as_select()).load(c).await?))
}

pub async fn find(conn: &mut Conn, id: AutomationId) -> Result<Option<Automation>> {
    on_backend!(conn, c => Ok(automations::table.find(id).select(Automation::as_select()).first(c).await.optional()?))
}

/// As [`find`]; from here to the end of the transaction nobody else changes it.
pub async fn hold(conn: &mut Conn, id: AutomationId) -> Result<Option<Automation>> {
    let mut found: Vec<Automation> = locked!(conn, for_no_key_update, automations::table.find(id).select(Automation::as_select()))?;
    Ok(found.pop())
}

pub async fn insert(conn: &mut Conn, automation: &Automation) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(automations::table).values(automation).execute(c).await)?;
    Ok(())
}

/// Whether there was such an automation.
pub async fn update(conn: &mut Conn, automation: &Automation) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(automations::table.find(automation.id)).set(automation).execute(c).await)?;
    Ok(n == 1)
}

/// Its versions and runs go with it. Whether there was such an automation.
pub async fn delete(conn: &mut Conn, id: AutomationId) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::delete(automations::table.find(id)).execute(c).await)?;
    Ok(n == 1)
}

pub async fn insert_version(conn: &mut Conn, version: &Version) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(automation_versions::table).values(version).execute(c).await)?;
    Ok(())
}

pub async fn version(conn: &mut Conn, id: AutomationVersionId) -> Result<Option<Version>> {
    on_backend!(conn, c => Ok(automation_versions::table.find(id).select(Version::as_select()).first(c).await.optional()?))
}

/// The published version of that number.
pub async fn version_numbered(conn: &mut Conn, automation: AutomationId, number: i32) -> Result<Option<Version>> {
    on_backend!(conn, c => Ok(automation_versions::table
        .filter(automation_versions::automation_id.eq(automation))
        .filter(automation_versions::number.eq(number))
        .select(Version::as_select())
        .first(c).await.optional()?))
}

/// What the published automations begin with, each kind once.
pub async fn listened_to(conn: &mut Conn) -> Result<Vec<TriggerKind>> {
    let kinds: Vec<Option<TriggerKind>> = on_backend!(conn, c => automations::table
        .filter(automations::state.eq(AutomationState::Published))
        .select(automations::trigger_kind)
        .distinct()
        .load(c).await)?;
    Ok(kinds.into_iter().flatten().collect())
}

/// The published automations that begin with one of those, each with its version.
pub async fn listening(conn: &mut Conn, kinds: &[TriggerKind]) -> Result<Vec<(Automation, Version)>> {
    on_backend!(conn, c => Ok(automations::table
        .inner_join(automation_versions::table.on(automation_versions::automation_id.eq(automations::id).and(automation_versions::number.nullable().eq(automations::version))))
        .filter(automations::state.eq(AutomationState::Published))
        .filter(automations::trigger_kind.eq_any(kinds))
        .order(automations::id)
        .select((Automation::as_select(), Version::as_select()))
        .load(c).await?))
}
