//! The top of the editor: what the automation is called, where it stands, and what can be done with the whole of it.

use std::sync::Arc;

use domain::AutomationState;
use domain::automation::{Fault, Spot};
use domain::view::automations::{AutomationCard, AutomationRow};
use leptos::prelude::*;
use leptos_meta::Title;

use super::Draft;
use super::open::{Open, page};
use crate::api::automations::{PauseAutomation, PublishAutomation, RenameAutomation, ResumeAutomation};
use crate::components::automation_state::AutomationBadge;
use crate::components::notice::Tone;
use crate::components::{Form, Icon, Notice, entered};
use crate::locales::{Words, fill};
use crate::pages::admin::automations::HERE;
use crate::viewer::use_words;

#[component]
pub fn Head(card: AutomationCard) -> impl IntoView {
    let t = use_words();
    let e = t.editor();
    let rename = ServerAction::<RenameAutomation>::new();
    let row = card.row.clone();
    let (id, name, here) = (row.id, row.name.clone(), page(row.id));
    view! {
        <Title text=name.clone() />
        <header class="page-header">
            <div>
                <nav class="crumbs" aria-label=t.common().breadcrumb><a href=HERE>{e.title}</a></nav>
                <h1>{name.clone()}" "<AutomationBadge state=row.state /></h1>
                <p>{standing(t, &card)}</p>
                <details class="unfold">
                    <summary class="button small quiet"><Icon name="edit" />{e.rename}</summary>
                    <Form action=rename>
                        <input type="hidden" name="id" value=id.to_string() />
                        <NameField name />
                    </Form>
                </details>
            </div>
            <div class="actions">
                <a class="button" href=format!("{here}/dry-run")><Icon name="eye" />{e.dry_run}</a>
                <a class="button" href=format!("{here}/runs")><Icon name="history" />{e.history}</a>
                <Switch row=row.clone() />
                <Publish row faulty=!card.faults.is_empty() />
            </div>
        </header>
    }
}

#[component]
fn NameField(name: String) -> impl IntoView {
    let t = use_words();
    let name = entered("name", name);
    view! {
        <div class="field">
            <label for="name">{t.editor().name}</label>
            <div class="row">
                <input class="grow" id="name" name="name" required maxlength="80" autocomplete="off" value=name.clone() prop:value=name />
                <button class="button">{t.common().save}</button>
            </div>
        </div>
    }
}

/// Where it stands, in a sentence.
fn standing(t: Words, card: &AutomationCard) -> String {
    let e = t.editor();
    let text = match (card.row.state, card.row.is_changed) {
        (AutomationState::Draft, _) => e.standing_draft,
        (AutomationState::Published, false) => e.standing_published,
        (AutomationState::Published, true) => e.standing_changed,
        (AutomationState::Paused, false) => e.standing_paused,
        (AutomationState::Paused, true) => e.standing_paused_changed,
    };
    let version = card.row.version.map(|n| t.number(n)).unwrap_or_default();
    let date = card.published_at.map(|at| t.date(at)).unwrap_or_default();
    fill(text, &[("n", &version), ("date", &date)])
}

#[component]
fn Switch(row: AutomationRow) -> impl IntoView {
    let e = use_words().editor();
    let (pause, resume) = (ServerAction::<PauseAutomation>::new(), ServerAction::<ResumeAutomation>::new());
    let id = row.id;
    match row.state {
        AutomationState::Draft => ().into_any(),
        AutomationState::Published => view! {
            <Form action=pause class=""><input type="hidden" name="id" value=id.to_string() /><button class="button"><Icon name="clock" />{e.pause}</button></Form>
        }
        .into_any(),
        AutomationState::Paused => view! {
            <Form action=resume class=""><input type="hidden" name="id" value=id.to_string() /><button class="button"><Icon name="play" />{e.resume}</button></Form>
        }
        .into_any(),
    }
}

/// Nothing where what is published is what the draft says.
#[component]
fn Publish(row: AutomationRow, faulty: bool) -> impl IntoView {
    let e = use_words().editor();
    let action = ServerAction::<PublishAutomation>::new();
    (row.version.is_none() || row.is_changed).then(|| {
        view! {
            <Form action class="">
                <input type="hidden" name="id" value=row.id.to_string() />
                <button class="button primary" disabled=faulty aria-describedby=faulty.then_some("publish-hint")>{e.publish}</button>
                {faulty.then(|| view! { <p class="muted small" id="publish-hint">{e.publish_needs_repair}</p> })}
            </Form>
        }
    })
}

/// All that keeps the draft from being published, with the ways to it.
#[component]
pub fn Faults(draft: Arc<Draft>) -> impl IntoView {
    let t = use_words();
    (!draft.faults.is_empty()).then(|| {
        let line = |fault: &Fault| {
            let text = t.fault_text(fault);
            match (t.fault_spot(fault), opened(fault)) {
                (Some(spot), Some(open)) => view! { <li><a href=open.href(draft.id)>{spot}</a>" "{text}</li> }.into_any(),
                _ => view! { <li>{text}</li> }.into_any(),
            }
        };
        let lines: Vec<AnyView> = draft.faults.iter().map(line).collect();
        view! { <Notice tone=Tone::Warning><strong>{t.editor().faults}</strong><ul>{lines}</ul></Notice> }
    })
}

/// What to open to mend it.
fn opened(fault: &Fault) -> Option<Open> {
    match &fault.at {
        Spot::Whole => None,
        Spot::Trigger => Some(Open::Trigger),
        Spot::Filter(n) => Some(Open::Filter(*n)),
        Spot::Step(path) => Some(Open::Step(path.clone())),
    }
}
