//! The audit log: every change an admin (or the command line) makes is written down in the transaction that makes it.

use domain::time::Span;
use domain::view::Page;
use domain::view::audit::{AuditFilters, AuditPage, AuditRow};
use domain::{AdminId, AuditId, Invalid, Timestamp, text};
use store::Way;
use store::audit::{Event, Filter};
use uuid::Uuid;

use crate::{AsAdmin, Portal, Result, paging};

pub use domain::view::audit::Action;

/// Lines on a page of the log.
const PAGE: usize = 50;

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
            subject_key: text::fold(&subject.name),
            subject_name: subject.name,
            detail: subject.detail,
        }
    }

    /// A line for something that `admin` does, or, without one, the command line.
    pub(crate) fn event_by_whom(&self, admin: Option<&AsAdmin>, action: Action, subject: Subject) -> Event {
        match admin {
            Some(admin) => admin.event(action, subject),
            None => self.event_by("command line", action, subject),
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

    /// A page of the log, newest first: the first one, the one after `cursor` (a page's `next`) or the one before `before` (a
    /// page's `previous`). Empty texts count as `None`.
    ///
    /// # Errors
    /// `Invalid` for an action, an admin, a date or a cursor that is none.
    pub async fn audit_page(&self, filters: &AuditFilters, cursor: Option<&str>, before: Option<&str>) -> Result<AuditPage> {
        let mut conn = self.portal.store.read().await?;
        let mut filter = parse(filters)?;
        let (cursor, before) = (place(cursor)?, place(before)?);
        if let Some(name) = given(&filters.subject) {
            filter.names = Some(names(&mut conn, name).await?);
        }
        let page = page(&mut conn, &filter, cursor, before).await?;
        let admins = store::admins::all(&mut conn).await?.into_iter().map(|admin| (admin.id, admin.name)).collect();
        Ok(AuditPage { page: page.map(row), admins })
    }
}

/// The page of the lines that `filter` lets through.
async fn page(conn: &mut store::Conn, filter: &Filter, cursor: Option<AuditId>, before: Option<AuditId>) -> Result<Page<Event>> {
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let id = |event: &Event| event.id.to_string();
    if let Some(before) = before {
        let younger = Filter { from: filter.from.max(after(before)), ..filter.clone() };
        if let Some(page) = paging::back(store::audit::page(conn, &younger, Way::Back, limit).await?, PAGE, id) {
            return Ok(page);
        }
    }
    let cursor = cursor.filter(|_| before.is_none());
    let older = Filter { before: cursor.map_or(filter.before, |cursor| cursor.min(filter.before)), ..filter.clone() };
    Ok(paging::on(store::audit::page(conn, &older, Way::On, limit).await?, PAGE, cursor.is_some(), id))
}

fn given(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// A line's place in the log, from a page's address.
fn place(cursor: Option<&str>) -> Result<Option<AuditId>, Invalid> {
    cursor.and_then(given).map(|id| id.parse().map_err(|_| Invalid::Choice)).transpose()
}

/// The id that follows.
fn after(id: AuditId) -> AuditId {
    Uuid::from_u128(id.0.as_u128().saturating_add(1)).into()
}

fn parse(filters: &AuditFilters) -> Result<Filter> {
    let day = |text: &str| given(text).map(|text| Timestamp::from_date(text).ok_or(Invalid::Date)).transpose();
    Ok(Filter {
        action: given(&filters.action).map(|word| word.parse::<Action>().map(|action| action.word().to_owned())).transpose()?,
        admin: given(&filters.admin).map(|id| id.parse::<AdminId>().map_err(|_| Invalid::Choice)).transpose()?,
        names: None,
        from: day(&filters.from)?.map_or(AuditId::MIN, first_id),
        before: day(&filters.to)?.map_or(AuditId::MAX, |day| first_id(day + Span::days(1))),
    })
}

/// The smallest id that can have been made at that time.
pub(crate) fn first_id(at: Timestamp) -> AuditId {
    uuid::Builder::from_unix_timestamp_millis(at.millis(), &[0; 10]).into_uuid().into()
}

/// The folded names that `text` may mean: itself, and those of the contacts it finds.
async fn names(conn: &mut store::Conn, text: &str) -> Result<Vec<String>> {
    let found = store::contact_lists::search(conn, text::words(text), 10).await?;
    let mut names: Vec<String> = found.iter().map(|contact| text::fold(&contact.name)).chain([text::fold(text)]).collect();
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_range_of_ids_with_both_ends_in_it() {
        let filters = AuditFilters { from: "2026-03-01".to_owned(), to: "2026-03-01".to_owned(), ..AuditFilters::default() };
        let filter = parse(&filters).unwrap();
        let day = Timestamp::from_date("2026-03-01").unwrap();
        assert_eq!(filter.from, first_id(day));
        assert_eq!(filter.before, first_id(day + Span::days(1)));
        assert!(first_id(day + Span::days(1) - Span::seconds(1)) < filter.before);
        assert!(parse(&AuditFilters { from: "tomorrow".to_owned(), ..AuditFilters::default() }).is_err());
        assert!(place(Some("'; --")).is_err());
        assert_eq!(place(Some(" ")), Ok(None));
        assert!(after(AuditId::MIN) > AuditId::MIN && after(AuditId::MAX) == AuditId::MAX);
    }
}
