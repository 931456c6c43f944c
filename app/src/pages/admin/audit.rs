//! The audit log: filters in the address, fifty lines a page.

use domain::AdminId;
use domain::view::Page;
use domain::view::audit::{Action, AuditFilters, AuditPage as Lines, AuditRow};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::address::escape;
use crate::api::audit::load_audit_page;
use crate::components::{Icon, Loaded, Pages, When, page_resource};
use crate::locales::Words;
use crate::viewer::use_words;

const HERE: &str = "/admin/audit";

#[component]
pub fn AuditPage() -> impl IntoView {
    let t = use_words().audit();
    let query = use_query_map();
    let asked = move || {
        query.with(|query| {
            let text = |key: &str| query.get(key).unwrap_or_default();
            let filters = AuditFilters { action: text("action"), admin: text("admin"), subject: text("subject"), from: text("from"), to: text("to") };
            (filters, text("cursor"), text("before"))
        })
    };
    let lines = page_resource(asked, |(filters, cursor, before)| load_audit_page(filters, cursor, before));
    view! {
        <Title text=t.title />
        <main id="main" class="page">
            <header class="page-header"><div><h1>{t.title}</h1><p>{t.text}</p></div></header>
            <Loaded resource=lines let:lines>
                {
                    let (filters, ..) = untrack(asked);
                    let Lines { page, admins } = lines;
                    let empty = page.items.is_empty();
                    view! {
                        <Filters filters=filters.clone() admins />
                        {if empty { view! { <Empty filtered=!filters.is_empty() /> }.into_any() } else { view! { <Table filters page /> }.into_any() }}
                    }
                }
            </Loaded>
        </main>
    }
}

/// The page of the log with these filters: the first one, or, with a name and its value, the one beside a place.
fn address(filters: &AuditFilters, place: Option<(&str, &str)>) -> String {
    let fields = [("action", &filters.action), ("admin", &filters.admin), ("subject", &filters.subject), ("from", &filters.from), ("to", &filters.to)];
    let given = fields.iter().map(|(key, value)| (*key, value.as_str())).chain(place).filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = given.map(|(key, value)| format!("{key}={}", escape(value))).collect();
    if query.is_empty() { HERE.to_owned() } else { format!("{HERE}?{}", query.join("&")) }
}

#[component]
fn Filters(filters: AuditFilters, admins: Vec<(AdminId, String)>) -> impl IntoView {
    let words = use_words();
    let t = words.audit();
    let clearable = !filters.is_empty();
    let AuditFilters { action, admin, subject, from, to } = filters;
    view! {
        <form class="toolbar" method="get" action=HERE role="search">
            <div class="search grow"><Icon name="search" /><input type="search" name="subject" aria-label=t.subject_filter placeholder=t.subject_hint maxlength="200" value=subject /></div>
            <select name="action" aria-label=t.what>
                <option value="">{t.any_action}</option>
                {Action::ALL.iter().map(|one| view! { <option value=one.word() selected=one.word() == action>{words.action(*one)}</option> }).collect_view()}
            </select>
            <select name="admin" aria-label=t.who>
                <option value="">{t.any_admin}</option>
                {admins.into_iter().map(|(id, name)| {
                    let id = id.to_string();
                    let chosen = id == admin;
                    view! { <option value=id selected=chosen>{name}</option> }
                }).collect_view()}
            </select>
            <label class="row"><span>{t.from}</span><input type="date" class="short" name="from" value=from /></label>
            <label class="row"><span>{t.to}</span><input type="date" class="short" name="to" value=to /></label>
            <button class="button">{t.filter}</button>
        </form>
        {clearable.then(|| view! { <p class="chips"><a class="link" href=HERE>{t.clear}</a></p> })}
    }
}

#[component]
fn Empty(filtered: bool) -> impl IntoView {
    let t = use_words().audit();
    let (title, text) = if filtered { (t.none_title, t.none_text) } else { (t.empty_title, t.empty_text) };
    view! { <div class="empty"><Icon name="history" /><h2>{title}</h2><p>{text}</p></div> }
}

#[component]
fn Table(filters: AuditFilters, page: Page<AuditRow>) -> impl IntoView {
    let t = use_words().audit();
    let Page { items, previous, next } = page;
    let previous = previous.map(|before| address(&filters, Some(("before", before.as_str()))));
    let next = next.map(|cursor| address(&filters, Some(("cursor", cursor.as_str()))));
    view! {
        <div class="card flush">
            <table class="table">
                <caption class="visually-hidden">{t.title}</caption>
                <thead><tr><th scope="col">{t.what}</th><th scope="col">{t.about}</th><th scope="col">{t.who}</th><th scope="col">{t.when}</th><th scope="col">{t.details}</th></tr></thead>
                <tbody>{items.into_iter().map(|row| view! { <Line row /> }).collect_view()}</tbody>
            </table>
            <Pages first=address(&filters, None) previous next />
        </div>
    }
}

#[component]
fn Line(row: AuditRow) -> impl IntoView {
    let words = use_words();
    let t = words.audit();
    let what = row.action.map_or(t.unknown_action, |action| words.action(action));
    let about = match (name_of(words, &row), subject_page(&row)) {
        (name, Some(href)) => view! { <a href=href>{name}</a> }.into_any(),
        (name, None) => name.into_any(),
    };
    view! {
        <tr>
            <th scope="row">{what}</th>
            <td data-label=t.about>{about}</td>
            <td data-label=t.who>{words.actor(&row.actor)}</td>
            <td data-label=t.when><When at=row.at /></td>
            <td data-label=t.details>{(!row.detail.is_empty()).then_some(row.detail)}</td>
        </tr>
    }
}

fn name_of(words: Words, row: &AuditRow) -> String {
    if row.subject_kind == "portal" { words.audit().portal.to_owned() } else { row.subject_name.clone() }
}

/// The page of what it was done to, unless it was done away with.
fn subject_page(row: &AuditRow) -> Option<String> {
    let gone = matches!(row.action, Some(Action::ContactDeleted | Action::OfferDeleted | Action::ProductDeleted));
    let id = row.subject_id.as_ref().filter(|_| !gone)?;
    match row.subject_kind.as_str() {
        "contact" => Some(format!("/admin/contacts/{id}")),
        "offer" => Some(format!("/admin/offers/{id}")),
        "group" => Some(format!("/admin/communities/{id}")),
        "product" => Some(format!("/admin/courses/{id}")),
        _ => None,
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_what_was_asked_for_and_nothing_else() {
        assert_eq!(address(&AuditFilters::default(), None), HERE);
        let filters = AuditFilters { subject: "Ada & Co".to_owned(), from: "2026-03-01".to_owned(), ..AuditFilters::default() };
        assert_eq!(address(&filters, Some(("before", "abc"))), "/admin/audit?subject=Ada%20%26%20Co&from=2026-03-01&before=abc");
    }
}
