//! The dashboard: whom do I let in next?

use leptos::prelude::*;

use crate::api::links::search_contacts;
use crate::components::{Loaded, page_resource};

#[component]
pub fn DashboardPage() -> impl IntoView {
    let found = page_resource(|| (), |()| search_contacts("a".to_owned()));
    view! {
        <main id="main" class="page"><h1>"Dashboard"</h1>
            <Loaded resource=found let:hits><p>{hits.len()}</p></Loaded>
        </main>
    }
}
