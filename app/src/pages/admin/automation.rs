//! Writing an automation: it reads from top to bottom like a sentence, *When* this happens, *and only if* that is so, *then* do this. Each
//! part is a card with a sentence; one of them is open to be changed, which the address says ([`open`]). Every change is a plain form that
//! changes the draft and comes back to the part.

mod condition;
mod dialogs;
mod fields;
mod filters;
mod focus;
mod head;
mod message;
pub mod open;
mod steps;
mod trigger;

use std::sync::Arc;

use domain::AutomationId;
use domain::automation::{Fault, Spot, Variable};
use domain::view::automations::{AutomationCard, AutomationChoices, Titles};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

pub use self::dialogs::DeleteDialog;
use self::dialogs::Dialogs;
use self::filters::Filters;
use self::focus::Follow;
use self::head::{Faults, Head};
use self::open::{Open, page};
use self::steps::Steps;
use self::trigger::TriggerPart;
use crate::api::automations::{DuplicateStep, MoveStep, RemoveFilter, edit_automation};
use crate::components::unsaved::ask_before_closing;
use crate::components::{Done, Icon, Loaded, Outcome, page_resource};
use crate::viewer::use_words;

/// What is done without opening anything: it outlives what is loaded anew after it was.
#[derive(Clone, Copy)]
struct Actions {
    remove_filter: ServerAction<RemoveFilter>,
    shift: ServerAction<MoveStep>,
    duplicate: ServerAction<DuplicateStep>,
}

/// What every part of the draft needs to know of the whole.
struct Draft {
    id: AutomationId,
    open: Open,
    titles: Titles,
    faults: Vec<Fault>,
    variables: Vec<Variable>,
    /// Empty while nothing is open.
    choices: AutomationChoices,
    actions: Actions,
}

impl Draft {
    fn faults_at(&self, spot: &Spot) -> Vec<Fault> {
        self.faults.iter().filter(|fault| fault.at == *spot).cloned().collect()
    }
}

#[component]
pub fn AutomationPage() -> impl IntoView {
    let follow = Follow::provide();
    let dirty = RwSignal::new(false);
    ask_before_closing(dirty, use_words().editor().discard);
    let (params, query) = (use_params_map(), use_query_map());
    let open = Memo::new(move |_| query.with(Open::read));
    let asked = move || (params.with(|params| params.get("id").unwrap_or_default()), open.get() != Open::Nothing);
    let data = page_resource(asked, |(id, choices)| edit_automation(id, choices));
    let actions = Actions { remove_filter: ServerAction::new(), shift: ServerAction::new(), duplicate: ServerAction::new() };
    view! {
        <main id="main" class="page narrow" on:input=move |_| dirty.set(true)>
            <p class="visually-hidden" role="status">{move || follow.said()}</p>
            <Outcome action=actions.shift />
            <Outcome action=actions.duplicate />
            <Outcome action=actions.remove_filter />
            <Loaded resource=data let:found><Editor card=found.0 choices=found.1.unwrap_or_default() open=open.get_untracked() actions dirty /></Loaded>
        </main>
    }
}

#[component]
fn Editor(card: AutomationCard, choices: AutomationChoices, open: Open, actions: Actions, dirty: RwSignal<bool>) -> impl IntoView {
    let t = use_words();
    let e = t.editor();
    expect_context::<Follow>().arrive();
    // What is shown is what is kept.
    Effect::new(move |_| dirty.set(false));
    let AutomationCard { row, definition, faults, titles, variables, .. } = card.clone();
    let draft = Arc::new(Draft { id: row.id, open, titles, faults, variables, choices, actions });
    let done = vec![
        ("created", e.done_created),
        ("renamed", e.done_renamed),
        ("published", e.done_published),
        ("paused", e.done_paused),
        ("resumed", e.done_resumed),
        ("filter-removed", e.done_filter_removed),
        ("step-removed", e.done_step_removed),
    ];
    view! {
        <Head card />
        <Done texts=done />
        <Faults draft=Arc::clone(&draft) />
        <TriggerPart draft=Arc::clone(&draft) trigger=definition.trigger />
        <Filters draft=Arc::clone(&draft) filters=definition.filters.clone() />
        <Steps draft=Arc::clone(&draft) steps=definition.steps.clone() />
        <section class="card danger-zone" aria-labelledby="danger">
            <header><h2 id="danger">{e.delete}</h2></header>
            <p class="muted">{e.delete_hint}</p>
            <div class="form-actions"><a class="button danger" href=format!("{}?dialog=delete", page(row.id)) data-noscroll=true><Icon name="trash" />{e.delete_more}</a></div>
        </section>
        <Dialogs row definition draft />
    }
}

/// What is wrong with a part, said at it.
#[component]
fn Flaws(faults: Vec<Fault>) -> impl IntoView {
    let t = use_words();
    faults.into_iter().map(|fault| view! { <p class="flaw"><Icon name="alert" />{t.fault_text(&fault)}</p> }).collect_view()
}

/// Below the fields of what is open: that it was saved, and the ways on.
#[component]
fn PartActions(draft: Arc<Draft>) -> impl IntoView {
    let t = use_words();
    let closed = format!("{}#{}", page(draft.id), draft.open.anchor());
    view! {
        <Done texts=vec![("saved", t.common().saved)] />
        <div class="form-actions">
            <button class="button">{t.common().save}</button>
            <a class="button quiet" href=closed data-noscroll=true>{t.common().close}</a>
        </div>
    }
}
