//! One contact's way through an automation, step by step: when, what became of it, and why.

use domain::automation::{Definition, Outcome};
use domain::view::automations::{RunCard, RunRow, RunStepRow, Titles};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::automation_runs::{progress, run_page};
use super::automations::HERE;
use crate::api::automations::{StopRun, show_run};
use crate::components::automation_state::{RunBadge, outcome_word, skip_text, stop_text};
use crate::components::{Done, Form, Icon, Loaded, Modal, When, page_resource};
use crate::locales::{Words, fill};
use crate::viewer::use_words;

#[component]
pub fn RunPage() -> impl IntoView {
    let params = use_params_map();
    let data = page_resource(move || params.with(|params| params.get("run").unwrap_or_default()), show_run);
    view! { <main id="main" class="page narrow"><Loaded resource=data let:card><Card card /></Loaded></main> }
}

#[component]
fn Card(card: RunCard) -> impl IntoView {
    let t = use_words();
    let r = t.runs();
    let RunCard { row, definition, titles, steps } = card;
    let here = run_page(row.automation, row.id);
    let under_way = !row.state.is_over();
    let nothing = steps.is_empty();
    let lines: Vec<_> = steps.into_iter().map(|step| view! { <Line sentence=sentence(t, &definition, &titles, &step) step /> }).collect();
    view! {
        <Title text=row.contact_name.clone() />
        <header class="page-header">
            <div>
                <nav class="crumbs" aria-label=t.common().breadcrumb>
                    <a href=HERE>{t.editor().title}</a>
                    <a href=format!("{HERE}/{}", row.automation)>{row.automation_name.clone()}</a>
                    <a href=format!("{HERE}/{}/runs", row.automation)>{r.history}</a>
                </nav>
                <h1>{row.contact_name.clone()}" "<RunBadge state=row.state /></h1>
                {standing(t, &row).map(|text| view! { <p>{text}</p> })}
            </div>
            {under_way.then(|| view! { <div class="actions"><a class="button danger" href=format!("{here}?dialog=stop") data-noscroll=true><Icon name="close" />{r.stop}</a></div> })}
        </header>
        <Done texts=vec![("stopped", r.done_stopped)] />
        <Facts row=row.clone() />
        <section class="card" aria-labelledby="steps">
            <header><h2 id="steps">{r.steps}</h2></header>
            {nothing.then(|| view! { <p class="muted">{r.no_steps_yet}</p> })}
            <ol class="timeline">{lines}</ol>
        </section>
        {under_way.then(|| view! { <Dialog row here /> })}
    }
}

/// Why it did not go on, or what comes next and when.
fn standing(t: Words, row: &RunRow) -> Option<String> {
    row.reason.map(|reason| stop_text(t, reason).to_owned()).or_else(|| progress(t, row))
}

#[component]
fn Facts(row: RunRow) -> impl IntoView {
    let t = use_words();
    let r = t.runs();
    view! {
        <section class="card" aria-label=r.facts>
            <dl class="facts">
                <div><dt>{r.column_contact}</dt><dd><a href=format!("/admin/contacts/{}", row.contact)>{row.contact_name.clone()}</a></dd></div>
                <div><dt>{r.column_began}</dt><dd>{t.event(&row.event)}</dd></div>
                <div><dt>{r.version}</dt><dd>{t.number(row.version)}</dd></div>
                <div><dt>{r.started}</dt><dd><When at=row.started_at /></dd></div>
                {row.ended_at.map(|at| view! { <div><dt>{r.ended}</dt><dd><When at /></dd></div> })}
            </dl>
        </section>
    }
}

/// What the step there was to do, in the version that the run is on.
fn sentence(t: Words, definition: &Definition, titles: &Titles, row: &RunStepRow) -> String {
    let step = definition.step(&row.path).map(|step| t.step(step, titles)).unwrap_or_default();
    format!("{} {step}", t.step_path(&row.path))
}

#[component]
fn Line(sentence: String, step: RunStepRow) -> impl IntoView {
    let t = use_words();
    let r = t.runs();
    let (state, word) = outcome_word(t, step.outcome);
    let tone = match step.outcome {
        Outcome::Done | Outcome::Yes => Some("success"),
        Outcome::Skipped => Some("warning"),
        Outcome::Failed => Some("danger"),
        Outcome::Waits | Outcome::No => None,
    };
    view! {
        <li data-tone=tone>
            <p><strong>{sentence}</strong>" "<span class="badge" data-state=state>{word}</span></p>
            {step.skipped.map(|reason| view! { <p>{skip_text(t, reason)}</p> })}
            {step.until.map(|until| view! { <p>{fill(r.waits_until, &[("date", &t.exact(until))])}</p> })}
            {step.answer.map(|answer| view! { <p>{r.answer}" "<code>{answer}</code></p> })}
            {step.message.map(|id| view! { <p><a class="link" href=format!("/admin/messages/{id}")>{r.see_message}</a></p> })}
            <When at=step.at />
        </li>
    }
}

/// Asks before the run is stopped: `?dialog=stop`.
#[component]
fn Dialog(row: RunRow, here: String) -> impl IntoView {
    let query = use_query_map();
    let open = Memo::new(move |_| query.with(|query| query.get_str("dialog") == Some("stop")));
    let action = ServerAction::<StopRun>::new();
    move || open.get().then(|| view! { <Stop row=row.clone() here=here.clone() action /> })
}

#[component]
fn Stop(row: RunRow, here: String, action: ServerAction<StopRun>) -> impl IntoView {
    let t = use_words();
    let r = t.runs();
    view! {
        <Modal title=fill(r.stop_title, &[("name", &row.contact_name)]) close=here.clone() small=true>
            <Form action class="">
                <input type="hidden" name="id" value=row.automation.to_string() />
                <input type="hidden" name="run" value=row.id.to_string() />
                <div class="dialog-body"><p>{r.stop_text}</p></div>
                <footer><a class="button quiet" href=here data-noscroll=true>{t.common().cancel}</a><button class="button primary danger">{r.stop}</button></footer>
            </Form>
        </Modal>
    }
}
