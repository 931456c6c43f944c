//! What the editor asks before something is deleted: `?dialog=delete`, `?dialog=delete-step&at=2.yes.1`.

use std::sync::Arc;

use domain::automation::{Branch, Definition, Step, StepPath};
use domain::view::automations::AutomationRow;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::Draft;
use super::focus::Follow;
use super::open::page;
use crate::api::automations::{DeleteAutomation, RemoveStep};
use crate::components::{Form, Modal};
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn Dialogs(row: AutomationRow, definition: Definition, draft: Arc<Draft>) -> impl IntoView {
    let query = use_query_map();
    let chosen = Memo::new(move |_| query.with(|query| (query.get("dialog").unwrap_or_default(), query.get("at").unwrap_or_default())));
    move || {
        let (dialog, at) = chosen.get();
        match dialog.as_str() {
            "delete" => view! { <DeleteDialog row=row.clone() close=page(row.id) /> }.into_any(),
            "delete-step" => {
                let path = at.parse::<StepPath>().ok();
                let found = path.and_then(|path| definition.step(&path).cloned().map(|step| (path, step)));
                found.map(|(path, step)| view! { <DeleteStep draft=Arc::clone(&draft) path step /> }).into_any()
            }
            _ => ().into_any(),
        }
    }
}

/// Asks before an automation is deleted, and says what becomes of its runs.
#[component]
pub fn DeleteDialog(row: AutomationRow, close: String) -> impl IntoView {
    let t = use_words();
    let e = t.editor();
    let action = ServerAction::<DeleteAutomation>::new();
    let runs = match row.runs.under_way {
        0 => e.delete_no_runs.to_owned(),
        n => t.count(n, e.delete_one_run, e.delete_runs),
    };
    view! {
        <Modal title=fill(e.delete_title, &[("name", &row.name)]) close=close.clone() small=true>
            <Form action class="">
                <input type="hidden" name="id" value=row.id.to_string() />
                <div class="dialog-body"><p>{runs}</p><p>{e.delete_text}</p></div>
                <footer><a class="button quiet" href=close data-noscroll=true>{t.common().cancel}</a><button class="button primary danger">{e.delete}</button></footer>
            </Form>
        </Modal>
    }
}

#[component]
fn DeleteStep(draft: Arc<Draft>, path: StepPath, step: Step) -> impl IntoView {
    let t = use_words();
    let e = t.editor();
    let follow = expect_context::<Follow>();
    let action = ServerAction::<RemoveStep>::new();
    let close = format!("{}#step-{path}", page(draft.id));
    let inside = domain::count(steps_inside(&step));
    let focused = format!("add-{path}");
    view! {
        <Modal title=e.delete_step_title.to_owned() close=close.clone() small=true>
            <Form action class="">
                <input type="hidden" name="id" value=draft.id.to_string() />
                <input type="hidden" name="at" value=path.to_string() />
                <div class="dialog-body">
                    <p><strong>{t.step(&step, &draft.titles)}</strong></p>
                    {(inside > 0).then(|| view! { <p>{t.count(inside, e.delete_inside_one, e.delete_inside)}</p> })}
                </div>
                <footer>
                    <a class="button quiet" href=close data-noscroll=true>{t.common().cancel}</a>
                    <button class="button primary danger" on:click=move |_| follow.to(vec![focused.clone()], String::new())>{e.delete_step}</button>
                </footer>
            </Form>
        </Modal>
    }
}

/// How many steps stand in a question, whichever way one comes to them.
fn steps_inside(step: &Step) -> usize {
    Branch::ALL.iter().filter_map(|branch| step.branch(*branch)).flatten().map(|step| 1 + steps_inside(step)).sum()
}
