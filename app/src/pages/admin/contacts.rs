//! The list of contacts: search, filters, sorting and the page in the address.

use domain::view::contacts::{ContactList, ContactQuery, ContactSort};
use domain::{ContactState, OfferId};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form as SearchForm;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use crate::address::escape;
use crate::api::contacts::list_contacts;
use crate::components::contact_table::ContactTable;
use crate::components::granting::GrantingState;
use crate::components::notice::Tone;
use crate::components::sending::SendingState;
use crate::components::{Icon, Loaded, Notice, page_resource};
use crate::locales::{Words, fill};
use crate::viewer::use_words;

const HERE: &str = "/admin/contacts";

#[component]
pub fn ContactsPage() -> impl IntoView {
    let c = use_words().contacts();
    let params = use_query_map();
    let asked = Memo::new(move |_| params.with(asked));
    let list = page_resource(move || asked.get(), list_contacts);
    let granting = Memo::new(move |_| params.with(|params| params.get("granting")));
    let sending = Memo::new(move |_| params.with(|params| params.get("sending")));
    let done = move || {
        let (tone, text) = match params.with(|params| params.get("done")).as_deref() {
            Some("deleted") => (Tone::Success, c.done_deleted),
            Some("nothing-selected") => (Tone::Warning, c.nothing_selected),
            Some("nobody-selected") => (Tone::Warning, c.nobody_selected),
            _ => return None,
        };
        Some(view! { <Notice tone><p>{text}</p></Notice> })
    };
    view! {
        <Title text=c.title />
        <main id="main" class="page">
            <header class="page-header">
                <div><h1>{c.title}</h1></div>
                <div class="actions">
                    <a class="button" href="/admin/contacts/export.csv" download="contacts.csv"><Icon name="download" />{c.export}</a>
                    <a class="button" href="/admin/contacts/import"><Icon name="upload" />{c.import}</a>
                    <a class="button primary" href="/admin/contacts/new"><Icon name="plus" />{c.add}</a>
                </div>
            </header>
            {done}
            {move || granting.get().map(|job| view! { <GrantingState job /> })}
            {move || sending.get().map(|job| view! { <SendingState job /> })}
            <Loaded resource=list let:list><List query=asked.get_untracked() list /></Loaded>
        </main>
    }
}

/// What an address asks for; what it says wrongly counts as not said.
fn asked(params: &ParamsMap) -> ContactQuery {
    let text = |key: &str| params.get(key).filter(|text| !text.is_empty());
    ContactQuery {
        text: text("q").unwrap_or_default(),
        offer: text("offer").and_then(|id| id.parse().ok()),
        state: text("state").and_then(|word| word.parse().ok()),
        tag: text("tag"),
        sort: text("sort").and_then(|word| word.parse().ok()).unwrap_or(ContactSort::Newest),
        cursor: text("cursor"),
        before: text("before"),
    }
}

/// The address that asks for that.
pub fn address(query: &ContactQuery) -> String {
    let offer = query.offer.map(|offer| offer.to_string());
    let sort = (query.sort != ContactSort::Newest && !query.is_narrowed()).then_some(query.sort.word());
    let given = [
        ("q", Some(query.text.as_str())),
        ("offer", offer.as_deref()),
        ("state", query.state.map(ContactState::word)),
        ("tag", query.tag.as_deref()),
        ("sort", sort),
        ("cursor", query.cursor.as_deref()),
        ("before", query.before.as_deref()),
    ];
    let given = given.into_iter().filter_map(|(key, value)| Some((key, value.filter(|value| !value.is_empty())?)));
    let query: Vec<String> = given.map(|(key, value)| format!("{key}={}", escape(value))).collect();
    if query.is_empty() { HERE.to_owned() } else { format!("{HERE}?{}", query.join("&")) }
}

#[component]
fn List(query: ContactQuery, list: ContactList) -> impl IntoView {
    let ContactList { page, offers, grantable, tags } = list;
    let narrowed = query.is_narrowed();
    let rows = if page.items.is_empty() {
        view! { <Empty narrowed=narrowed || query.cursor.is_some() || query.before.is_some() /> }.into_any()
    } else {
        view! { <ContactTable query=query.clone() page grantable /> }.into_any()
    };
    view! {
        <div class="stack">
            <Toolbar query=query.clone() offers=offers.clone() tags />
            {narrowed.then(|| view! { <Chips query offers /> })}
            {rows}
        </div>
    }
}

#[component]
fn Toolbar(query: ContactQuery, offers: Vec<(OfferId, String)>, tags: Vec<String>) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let offer_options = offers.into_iter().map(move |(id, title)| {
        let chosen = query.offer == Some(id);
        view! { <option value=id.to_string() selected=chosen prop:selected=chosen>{title}</option> }
    });
    let state_options = ContactState::ALL.iter().map(move |state| {
        let chosen = query.state == Some(*state);
        view! { <option value=state.word() selected=chosen prop:selected=chosen>{state_text(t, *state)}</option> }
    });
    let chosen_tag = query.tag.clone();
    // A tag beyond those that are offered can still be the one that is chosen.
    let beyond = chosen_tag.clone().filter(|tag| !tags.contains(tag));
    let tag_options = tags.into_iter().chain(beyond).map(move |tag| {
        let chosen = chosen_tag.as_ref() == Some(&tag);
        view! { <option value=tag.clone() selected=chosen prop:selected=chosen>{tag.clone()}</option> }
    });
    view! {
        <SearchForm method="GET" action=HERE attr:class="toolbar" attr:role="search">
            <div class="search grow">
                <Icon name="search" />
                <input type="search" name="q" aria-label=c.search placeholder=c.search_by value=query.text.clone() prop:value=query.text.clone() />
            </div>
            <select name="offer" aria-label=c.offer><option value="">{c.any_offer}</option>{offer_options.collect_view()}</select>
            <select name="state" aria-label=c.state><option value="">{c.any_state}</option>{state_options.collect_view()}</select>
            <select name="tag" aria-label=c.tag><option value="">{c.any_tag}</option>{tag_options.collect_view()}</select>
            <button class="button">{c.filter}</button>
        </SearchForm>
    }
}

/// What narrows the list, each to be taken away.
#[component]
fn Chips(query: ContactQuery, offers: Vec<(OfferId, String)>) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let all = query.from_the_start();
    let mut chips = Vec::new();
    if !query.text.trim().is_empty() {
        chips.push((fill(c.chip_search, &[("text", query.text.trim())]), ContactQuery { text: String::new(), ..all.clone() }));
    }
    if let Some(offer) = query.offer {
        let title = offers.into_iter().find(|(id, _)| *id == offer).map_or_else(String::new, |(_, title)| title);
        chips.push((fill(c.chip_offer, &[("title", &title)]), ContactQuery { offer: None, ..all.clone() }));
    }
    if let Some(state) = query.state {
        chips.push((state_text(t, state).to_owned(), ContactQuery { state: None, ..all.clone() }));
    }
    if let Some(tag) = &query.tag {
        chips.push((fill(c.chip_tag, &[("tag", tag)]), ContactQuery { tag: None, ..all.clone() }));
    }
    let chips = chips.into_iter().map(|(text, without)| {
        view! { <a class="chip" href=address(&without)>{text}<Icon name="close" /><span class="visually-hidden">{c.remove_filter}</span></a> }
    });
    view! { <p class="chips">{chips.collect_view()}<a class="link" href=HERE>{c.clear_all}</a></p> }
}

#[component]
fn Empty(narrowed: bool) -> impl IntoView {
    let c = use_words().contacts();
    if narrowed {
        return view! {
            <div class="empty"><Icon name="search" /><h2>{c.none_title}</h2><p>{c.none_text}</p><div class="actions"><a class="button" href=HERE>{c.clear_all}</a></div></div>
        }
        .into_any();
    }
    view! {
        <div class="empty"><Icon name="users" /><h2>{c.empty_title}</h2><p>{c.empty_text}</p><div class="actions"><a class="button" href="/admin/contacts/import"><Icon name="upload" />{c.import_title}</a></div></div>
    }
    .into_any()
}

/// The word for a contact's state.
fn state_text(t: Words, state: ContactState) -> &'static str {
    match state {
        ContactState::Invited => t.links().contact_invited,
        ContactState::Joined => t.links().contact_joined,
        ContactState::Disabled => t.links().contact_disabled,
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_what_was_asked_for_and_nothing_else() {
        assert_eq!(address(&ContactQuery::default()), HERE);
        let query = ContactQuery { text: "Ada & Co".to_owned(), state: Some(ContactState::Joined), sort: ContactSort::Name, ..ContactQuery::default() };
        assert_eq!(address(&query), "/admin/contacts?q=Ada%20%26%20Co&state=joined");
    }

    #[test]
    fn nonsense_counts_as_not_said() {
        let mut params = ParamsMap::new();
        for (key, value) in [("offer", "x"), ("state", "y"), ("sort", "z"), ("tag", "")] {
            params.insert(key, value.to_owned());
        }
        assert_eq!(asked(&params), ContactQuery::default());
    }
}
