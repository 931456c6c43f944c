//! What became of automations: runs, newest first, and each step by step with its reasons (A4).

use domain::view::Page;
use domain::view::automations::{EventRow, RunCard, RunQuery, RunRow, RunStepRow, Runs};
use domain::{AutomationId, ContactId, Problem, RunId, StepPath};
use store::automations::runs::{Of, RunStep, Whole};
use store::{Conn, Way};

use super::titles::{Named, titles};
use super::{parse, writing};
use crate::{AsAdmin, Result, paging};

/// Runs on a page.
const PAGE: usize = 50;

impl AsAdmin {
    /// A page of the automation's runs. A cursor that is none begins the list anew.
    pub async fn runs(&self, id: AutomationId, query: &RunQuery) -> Result<Runs> {
        let mut conn = self.portal.store.read().await?;
        let automation = store::automations::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let counts = writing::counts(&mut conn, id).await?;
        let page = page(&mut conn, Of::Automation(id), query).await?;
        Ok(Runs { id, name: automation.name, counts, page: rows(&mut conn, page).await? })
    }

    /// A page of what automations did for the contact.
    pub async fn runs_of(&self, contact: ContactId, query: &RunQuery) -> Result<Page<RunRow>> {
        let mut conn = self.portal.store.read().await?;
        store::contacts::find(&mut conn, contact).await?.ok_or(Problem::NotFound)?;
        let page = page(&mut conn, Of::Contact(contact), query).await?;
        rows(&mut conn, page).await
    }

    /// One run with the version that it is on, and what became of each step.
    pub async fn run(&self, id: RunId) -> Result<RunCard> {
        let mut conn = self.portal.store.read().await?;
        let whole = store::automations::runs::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let definition = parse(&whole.2.definition)?;
        let titles = titles(&mut conn, &Named::of(&definition)).await?;
        let mut steps: Vec<RunStepRow> = store::automations::runs::steps(&mut conn, id).await?.into_iter().filter_map(step).collect();
        // A run goes downwards only: the order of reading is the order of doing, which the clock is too coarse to tell.
        let order: Vec<StepPath> = definition.walk().into_iter().map(|(path, _)| path).collect();
        steps.sort_by_key(|step| order.iter().position(|path| *path == step.path));
        let row = row(&mut conn, whole).await?;
        Ok(RunCard { row, definition, titles, steps })
    }
}

fn step(step: RunStep) -> Option<RunStepRow> {
    Some(RunStepRow {
        path: step.path.parse().ok()?,
        at: step.at,
        outcome: step.outcome,
        skipped: step.skipped,
        until: step.until,
        answer: step.answer,
        message: step.message_id,
    })
}

async fn page(conn: &mut Conn, of: Of, query: &RunQuery) -> Result<Page<Whole>> {
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let id = |(run, ..): &Whole| run.id.to_string();
    let place = |text: Option<&str>| text.and_then(|text| text.parse::<RunId>().ok());
    if let Some(before) = place(query.before.as_deref()) {
        let found = store::automations::runs::page(conn, of, query.state, before, Way::Back, limit).await?;
        if let Some(page) = paging::back(found, PAGE, id) {
            return Ok(page);
        }
    }
    let cursor = place(query.cursor.as_deref()).filter(|_| query.before.is_none());
    let found = store::automations::runs::page(conn, of, query.state, cursor.unwrap_or(RunId::MAX), Way::On, limit).await?;
    Ok(paging::on(found, PAGE, cursor.is_some(), id))
}

async fn rows(conn: &mut Conn, page: Page<Whole>) -> Result<Page<RunRow>> {
    let mut items = Vec::with_capacity(page.items.len());
    for whole in page.items {
        items.push(row(conn, whole).await?);
    }
    Ok(Page { items, previous: page.previous, next: page.next })
}

async fn row(conn: &mut Conn, (run, automation, version, contact, event): Whole) -> Result<RunRow> {
    let subjects = event.subjects();
    let title = titles(conn, &Named::subject(subjects)).await?.of(&subjects).map(str::to_owned);
    Ok(RunRow {
        id: run.id,
        automation: automation.id,
        automation_name: automation.name,
        version: u32::try_from(version.number).unwrap_or_default(),
        contact: contact.id,
        contact_name: contact.name,
        event: EventRow { kind: event.kind, title, days: event.days(), at: event.at },
        state: run.state,
        reason: run.reason,
        next: run.path.and_then(|path| path.parse().ok()),
        due_at: run.due_at,
        started_at: run.started_at,
        ended_at: run.ended_at,
    })
}
