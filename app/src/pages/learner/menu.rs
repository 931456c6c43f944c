//! An entry of the creator's menu: another site inside the portal, or the way there.

use domain::WebAddress;
use domain::view::menus::{MenuLink, Opens};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::api::menus::load_menu;
use crate::components::{Icon, Loaded, page_resource};
use crate::locales::fill;
use crate::viewer::use_words;

/// What the other site may do: run and take forms, as itself, and open windows; never lead the portal's own window away.
const SANDBOX: &str = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads";

#[component]
pub fn MenuPage() -> impl IntoView {
    let params = use_params_map();
    let slug = move || params.with(|params| params.get("slug").unwrap_or_default());
    let data = page_resource(slug, load_menu);
    view! { <main id="main" class="page wide"><Loaded resource=data let:entry><Entry entry /></Loaded></main> }
}

#[component]
fn Entry(entry: MenuLink) -> impl IntoView {
    let t = use_words().learner();
    let MenuLink { label, url, opens, .. } = entry;
    let host = WebAddress::parse(&url).map(|address| address.host().to_owned()).unwrap_or_default();
    if opens == Opens::Embedded {
        return view! {
            <Title text=label.clone() />
            <header class="page-header">
                <h1>{label.clone()}</h1>
                <a class="button quiet" href=url.clone() target="_blank" rel="noopener noreferrer"><Icon name="external" />{t.open_in_window}</a>
            </header>
            <iframe class="embed" src=url title=label sandbox=SANDBOX allow="fullscreen" referrerpolicy="no-referrer"></iframe>
        }
        .into_any();
    }
    let target = (opens == Opens::NewTab).then_some("_blank");
    view! {
        <Title text=label.clone() />
        <section class="card">
            <header><div><h1>{label}</h1><p>{fill(t.elsewhere, &[("host", &host)])}</p></div></header>
            <a class="button primary" href=url target=target rel="noopener noreferrer"><Icon name="external" />{fill(t.go_to, &[("host", &host)])}</a>
        </section>
    }
    .into_any()
}
