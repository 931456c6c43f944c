//! The dashboard: whom do I let in next?

use domain::ContactId;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::dashboard::load_dashboard;
use crate::components::copy::CopyBox;
use crate::components::dashboard::{Actions, FirstSteps, PeopleCard, Requests};
use crate::components::link_dialog::LinkDialog;
use crate::components::notice::Tone;
use crate::components::{Loaded, Notice, page_resource};
use crate::viewer::use_words;

#[component]
pub fn DashboardPage() -> impl IntoView {
    let t = use_words().dashboard();
    let query = use_query_map();
    let handled = Memo::new(move |_| query.with(|query| query.get_str("done") == Some("request")));
    let granted = Memo::new(move |_| {
        let to = query.with(|query| query.get("to").filter(|_| query.get_str("done") == Some("granted")))?;
        to.parse::<ContactId>().ok()
    });
    let data = page_resource(|| (), |()| load_dashboard());
    view! {
        <leptos_meta::Title text=t.title />
        <main id="main" class="page">
            <header class="page-header"><div><h1>{t.heading}</h1></div></header>
            {move || handled.get().then(|| view! { <Notice tone=Tone::Success><p>{t.request_handled}</p></Notice> })}
            {move || granted.get().map(|contact| view! {
                <Notice tone=Tone::Success>
                    <p>{t.request_granted}" "<a class="link" href=format!("/admin/contacts/{contact}")>{t.see_grant}</a></p>
                </Notice>
            })}
            <LinkDialog />
            <Loaded resource=data let:page>
                {(!page.begun.done()).then(|| view! { <FirstSteps begun=page.begun /> })}
                <div class="columns">
                    <div class="stack">
                        <Actions />
                        <Requests requests=page.requests more=page.more_requests grantable=page.grantable />
                    </div>
                    <aside class="stack" aria-label=t.figures>
                        <section class="card" aria-labelledby="address">
                            <header><h2 id="address">{t.address}</h2></header>
                            <CopyBox value=page.portal_url label=t.address action=t.copy_address />
                        </section>
                        <PeopleCard people=page.people />
                    </aside>
                </div>
            </Loaded>
        </main>
    }
}
