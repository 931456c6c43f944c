//! A dry run (A5): what an automation's draft would do for one contact, if its trigger happened now. Nothing is done.

use domain::automation::Step;
use domain::view::automations::{AutomationCard, DryRun, DryStep, Titles, Warning, Would};
use domain::{AutomationId, ContactId};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::automations::HERE;
use crate::api::automations::{edit_automation, load_dry_run};
use crate::components::automation_state::skip_text;
use crate::components::contact_picker::ContactPicker;
use crate::components::notice::Tone;
use crate::components::{Icon, Loaded, Notice, When, page_resource};
use crate::locales::{Words, fill};
use crate::viewer::use_words;

#[component]
pub fn DryRunPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = move || params.with(|params| params.get("id").unwrap_or_default());
    let contact = move || query.with(|query| query.get_str("contact").and_then(|id| id.parse::<ContactId>().ok()));
    let data = page_resource(
        move || (id(), contact()),
        |(id, contact)| async move {
            let (card, _) = edit_automation(id.clone(), false).await?;
            let run = match contact {
                Some(contact) => Some(load_dry_run(id, contact).await?),
                None => None,
            };
            Ok((card, run))
        },
    );
    view! {
        <main id="main" class="page narrow">
            <Loaded resource=data let:found>
                {
                    let (card, run) = found;
                    let id = card.row.id;
                    view! {
                        <Head card />
                        {match run {
                            Some(run) => view! { <Found id run /> }.into_any(),
                            None => view! { <Pick id typed=query.with_untracked(|query| query.get("q").unwrap_or_default()) /> }.into_any(),
                        }}
                    }
                }
            </Loaded>
        </main>
    }
}

#[component]
fn Head(card: AutomationCard) -> impl IntoView {
    let t = use_words();
    let r = t.runs();
    view! {
        <Title text=r.dry_run />
        <header class="page-header">
            <div>
                <nav class="crumbs" aria-label=t.common().breadcrumb>
                    <a href=HERE>{t.editor().title}</a>
                    <a href=format!("{HERE}/{}", card.row.id)>{card.row.name}</a>
                </nav>
                <h1>{r.dry_run}</h1>
                <p>{r.dry_run_lead}</p>
            </div>
        </header>
    }
}

/// Whom to try it with.
#[component]
fn Pick(id: AutomationId, typed: String) -> impl IntoView {
    let action = format!("{HERE}/{id}/dry-run");
    let picked = action.clone();
    view! {
        <section class="card"><ContactPicker typed action kept=Vec::new() href=move |(contact,): (ContactId,)| format!("{picked}?contact={contact}") /></section>
    }
}

#[component]
fn Found(id: AutomationId, run: DryRun) -> impl IntoView {
    let t = use_words();
    let r = t.runs();
    let begins = run.begins();
    let DryRun { contact, contact_name, filters, steps, titles } = run;
    let verdict = fill(if begins { r.would_begin } else { r.would_not_begin }, &[("name", &contact_name)]);
    let nothing = begins && steps.is_empty();
    let filters: Vec<_> = filters
        .into_iter()
        .map(|(filter, holds)| {
            let (state, word) = if holds { ("completed", r.filter_yes) } else { ("failed", r.filter_no) };
            view! { <li><span class="grow">{t.condition(&filter, &titles)}</span><span class="badge" data-state=state>{word}</span></li> }
        })
        .collect();
    let filtered = !filters.is_empty();
    view! {
        <div class="picked">
            <span class="who"><strong><a href=format!("/admin/contacts/{contact}")>{contact_name}</a></strong></span>
            <a class="button quiet small" href=format!("{HERE}/{id}/dry-run")>{t.links().change}</a>
        </div>
        <Notice tone=if begins { Tone::Info } else { Tone::Warning }><p>{verdict}</p></Notice>
        {filtered.then(|| view! {
            <section class="card flush" aria-labelledby="filters"><header><h2 id="filters">{t.editor().filters}</h2></header><ul class="list">{filters}</ul></section>
        })}
        {nothing.then(|| view! { <p class="muted">{r.does_nothing}</p> })}
        <ol class="steps" aria-label=r.steps>{steps.into_iter().map(|step| view! { <Line step titles=titles.clone() /> }).collect_view()}</ol>
    }
}

#[component]
fn Line(step: DryStep, titles: Titles) -> impl IntoView {
    let t = use_words();
    let DryStep { path, step, at, would, warnings } = step;
    let indent = path.depth().to_string();
    view! {
        <li data-depth=indent>
            <div class="card step" id=format!("step-{path}")>
                <div class="step-head"><span class="grow"><span class="muted num">{t.step_path(&path)}</span>" "<strong>{t.step(&step, &titles)}</strong></span><When at /></div>
                <WouldBe would step />
                {warnings.into_iter().map(|warning| view! { <p class="flaw"><Icon name="alert" />{warning_text(t, &warning)}</p> }).collect_view()}
            </div>
        </li>
    }
}

/// What the step would come to.
#[component]
fn WouldBe(would: Would, step: Step) -> impl IntoView {
    let t = use_words();
    let r = t.runs();
    match would {
        Would::Do => matches!(step, Step::Webhook { .. }).then(|| view! { <p class="muted">{r.would_call}</p> }).into_any(),
        Would::Send { address, subject, text } => view! {
            <dl class="facts">
                <div><dt>{t.messages().to}</dt><dd>{address}</dd></div>
                {(!subject.is_empty()).then(|| view! { <div><dt>{t.messages().subject}</dt><dd>{subject}</dd></div> })}
            </dl>
            <pre class="mail-text">{text}</pre>
        }
        .into_any(),
        Would::WaitUntil(at) => view! { <p class="muted">{fill(r.would_wait, &[("date", &t.exact(at))])}</p> }.into_any(),
        Would::Answer(yes) => {
            view! { <p><span class="badge" data-state=if yes { "completed" } else { "ended" }>{if yes { r.step_yes } else { r.step_no }}</span></p> }.into_any()
        }
        Would::Skip(reason) => view! { <p><span class="badge" data-state="warning">{r.step_skipped}</span>" "{skip_text(t, reason)}</p> }.into_any(),
    }
}

fn warning_text(t: Words, warning: &Warning) -> String {
    let r = t.runs();
    match warning {
        Warning::OutlivesLink { sent, dead_at } => fill(r.warn_outlives, &[("path", &t.step_path(sent)), ("date", &t.exact(*dead_at))]),
        Warning::NotEntitled => r.warn_not_entitled.to_owned(),
        Warning::LeadsHome => r.warn_leads_home.to_owned(),
    }
}
