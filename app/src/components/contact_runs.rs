//! What automations did for a contact, for the contact's page: the last few runs.

use domain::ContactId;
use domain::view::automations::RunRow;
use leptos::prelude::*;

use super::automation_state::RunBadge;
use super::{Icon, Loaded, When, page_resource};
use crate::api::automations::runs_of_contact;
use crate::pages::admin::automation_runs::{progress, run_page};
use crate::viewer::use_words;

/// Runs that the card names.
const NAMED: usize = 10;

#[component]
pub fn ContactRuns(contact: ContactId) -> impl IntoView {
    let r = use_words().runs();
    let data = page_resource(move || contact, runs_of_contact);
    view! {
        <section class="card flush" aria-labelledby="automations">
            <header><h2 id="automations">{r.of_contact}</h2></header>
            <Loaded resource=data let:page>
                {if page.items.is_empty() {
                    view! { <div class="empty"><Icon name="refresh" /><p>{r.of_contact_empty}</p></div> }.into_any()
                } else {
                    view! { <ul class="list">{page.items.into_iter().take(NAMED).map(|row| view! { <Row row /> }).collect_view()}</ul> }.into_any()
                }}
            </Loaded>
        </section>
    }
}

#[component]
fn Row(row: RunRow) -> impl IntoView {
    let t = use_words();
    let (next, href, began) = (progress(t, &row), run_page(row.automation, row.id), t.event(&row.event));
    view! {
        <li>
            <Icon name="refresh" />
            <div class="grow">
                <a class="link" href=href><strong>{row.automation_name}</strong></a>" "<RunBadge state=row.state />
                <p>{began}", "<When at=row.started_at /></p>
                {next.map(|text| view! { <p>{text}</p> })}
            </div>
        </li>
    }
}
