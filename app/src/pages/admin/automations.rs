//! The automations there are, newest first; where there is none yet, what they are good for.

use domain::view::automations::{AutomationList, AutomationRow, Titles};
use domain::{AutomationId, AutomationState};
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::automation::DeleteDialog;
use crate::api::automations::{DuplicateAutomation, PauseAutomation, ResumeAutomation, list_automations};
use crate::components::automation_state::{AutomationBadge, counts_text};
use crate::components::recipes::Recipes;
use crate::components::{Done, Icon, Loaded, Outcome, When, page_resource};
use crate::locales::fill;
use crate::viewer::use_words;

pub const HERE: &str = "/admin/automations";

/// What the menu of a row does.
#[derive(Clone, Copy)]
struct Actions {
    duplicate: ServerAction<DuplicateAutomation>,
    pause: ServerAction<PauseAutomation>,
    resume: ServerAction<ResumeAutomation>,
}

#[component]
pub fn AutomationsPage() -> impl IntoView {
    let e = use_words().editor();
    let data = page_resource(|| (), |()| list_automations());
    let actions = Actions { duplicate: ServerAction::new(), pause: ServerAction::new(), resume: ServerAction::new() };
    view! {
        <Title text=e.title />
        <main id="main" class="page">
            <header class="page-header">
                <div><h1>{e.title}</h1><p>{e.lead}</p></div>
                <div class="actions"><a class="button primary" href="/admin/automations/new"><Icon name="plus" />{e.new}</a></div>
            </header>
            <Done texts=vec![("deleted", e.done_deleted), ("paused", e.done_paused), ("resumed", e.done_resumed)] />
            <Outcome action=actions.duplicate />
            <Outcome action=actions.pause />
            <Outcome action=actions.resume />
            <Loaded resource=data let:list>{if list.automations.is_empty() { view! { <Nothing /> }.into_any() } else { view! { <Table list actions /> }.into_any() }}</Loaded>
        </main>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    let e = use_words().editor();
    view! {
        <div class="empty"><Icon name="refresh" /><h2>{e.empty_title}</h2><p>{e.empty_text}</p></div>
        <section class="stack" aria-labelledby="recipes"><h2 id="recipes">{e.recipes}</h2><Recipes /></section>
    }
}

#[component]
fn Table(list: AutomationList, actions: Actions) -> impl IntoView {
    let e = use_words().editor();
    let AutomationList { automations, titles } = list;
    let rows = automations.clone();
    view! {
        <div class="card flush">
            <table class="table">
                <caption class="visually-hidden">{e.title}</caption>
                <thead><tr>
                    <th scope="col">{e.column_name}</th>
                    <th scope="col">{e.column_state}</th>
                    <th scope="col">{e.column_runs}</th>
                    <th scope="col">{e.column_updated}</th>
                    <th scope="col"><span class="visually-hidden">{e.column_actions}</span></th>
                </tr></thead>
                <tbody>{automations.into_iter().map(|row| view! { <Row row titles=titles.clone() actions /> }).collect_view()}</tbody>
            </table>
        </div>
        <Dialog rows />
    }
}

#[component]
fn Row(row: AutomationRow, titles: Titles, actions: Actions) -> impl IntoView {
    let t = use_words();
    let e = t.editor();
    let name = row.name;
    let trigger = t.trigger(&row.trigger, &titles);
    let page = format!("{HERE}/{}", row.id);
    let label = fill(e.actions_for, &[("name", &name)]);
    view! {
        <tr>
            <th scope="row"><a class="row-link" href=page.clone()><span class="who"><strong>{name}</strong><small>{trigger}</small></span></a></th>
            <td data-label=e.column_state>
                <AutomationBadge state=row.state />
                {row.is_changed.then(|| view! { " "<small class="muted">{e.has_changes}</small> })}
            </td>
            <td data-label=e.column_runs><a href=format!("{page}/runs")>{counts_text(t, row.runs)}</a></td>
            <td data-label=e.column_updated><When at=row.updated_at /></td>
            <td class="actions">
                <details class="menu end" name="automations">
                    <summary class="button quiet icon-only" aria-label=label><Icon name="more" /></summary>
                    <div class="menu-panel"><Menu id=row.id state=row.state actions /></div>
                </details>
            </td>
        </tr>
    }
}

#[component]
fn Menu(id: AutomationId, state: AutomationState, actions: Actions) -> impl IntoView {
    let e = use_words().editor();
    let fields = move || view! { <input type="hidden" name="id" value=id.to_string() /><input type="hidden" name="back" value="list" /> };
    view! {
        <ActionForm action=actions.duplicate><input type="hidden" name="id" value=id.to_string() /><button><Icon name="copy" />{e.duplicate}</button></ActionForm>
        {(state == AutomationState::Published).then(|| view! { <ActionForm action=actions.pause>{fields()}<button><Icon name="clock" />{e.pause}</button></ActionForm> })}
        {(state == AutomationState::Paused).then(|| view! { <ActionForm action=actions.resume>{fields()}<button><Icon name="play" />{e.resume}</button></ActionForm> })}
        <a href=format!("{HERE}/{id}/runs")><Icon name="history" />{e.history}</a>
        <hr />
        <a class="danger" href=format!("{HERE}?dialog=delete&automation={id}") data-noscroll=true><Icon name="trash" />{e.delete_more}</a>
    }
}

/// Asks before one is deleted: `?dialog=delete&automation=ID`.
#[component]
fn Dialog(rows: Vec<AutomationRow>) -> impl IntoView {
    let query = use_query_map();
    let chosen = Memo::new(move |_| query.with(|query| query.get("automation").filter(|_| query.get_str("dialog") == Some("delete"))));
    move || {
        let id = chosen.get()?;
        let row = rows.iter().find(|row| row.id.to_string() == id)?.clone();
        Some(view! { <DeleteDialog row close=HERE.to_owned() /> })
    }
}
