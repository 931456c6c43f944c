//! What became of an automation: its runs, newest first, a filter in the address, fifty a page.

use domain::view::Page;
use domain::view::automations::{RunQuery, RunRow, Runs};
use domain::{AutomationId, RunId, RunState};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::automations::HERE;
use crate::api::automations::list_runs;
use crate::components::automation_state::{RunBadge, counts_text, run_word};
use crate::components::{Icon, Loaded, Pages, When, page_resource};
use crate::locales::{Words, fill};
use crate::viewer::use_words;

#[component]
pub fn RunsPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = move || {
        query.with(|query| RunQuery {
            state: query.get_str("state").and_then(|word| word.parse().ok()),
            cursor: query.get("cursor"),
            before: query.get("before"),
        })
    };
    let data = page_resource(move || (params.with(|params| params.get("id").unwrap_or_default()), asked()), |(id, query)| list_runs(id, query));
    view! {
        <main id="main" class="page">
            <Loaded resource=data let:runs>
                {
                    let state = untrack(asked).state;
                    view! { <Body runs state /> }
                }
            </Loaded>
        </main>
    }
}

#[component]
fn Body(runs: Runs, state: Option<RunState>) -> impl IntoView {
    let t = use_words();
    let r = t.runs();
    let Runs { id, name, counts, page } = runs;
    let empty = page.items.is_empty();
    view! {
        <Title text=r.history />
        <header class="page-header">
            <div>
                <nav class="crumbs" aria-label=t.common().breadcrumb><a href=HERE>{t.editor().title}</a><a href=format!("{HERE}/{id}")>{name}</a></nav>
                <h1>{r.history}</h1>
                <p>{counts_text(t, counts)}</p>
            </div>
        </header>
        <Filters id state />
        {if empty { view! { <Nothing filtered=state.is_some() /> }.into_any() } else { view! { <Table id page state /> }.into_any() }}
    }
}

/// The list that is asked for: the first page, or, with a name and its value, the one beside a place.
fn address(id: AutomationId, state: Option<RunState>, place: Option<(&str, String)>) -> String {
    let fields = [state.map(|state| ("state", state.word().to_owned())), place];
    let query: Vec<String> = fields.into_iter().flatten().map(|(key, value)| format!("{key}={value}")).collect();
    let page = format!("{HERE}/{id}/runs");
    if query.is_empty() { page } else { format!("{page}?{}", query.join("&")) }
}

#[component]
fn Filters(id: AutomationId, state: Option<RunState>) -> impl IntoView {
    let words = use_words();
    let m = words.messages();
    view! {
        <form class="toolbar" method="get" action=address(id, None, None)>
            <select name="state" aria-label=m.state>
                <option value="">{m.any_state}</option>
                {RunState::ALL.iter().map(|one| view! { <option value=one.word() selected=Some(*one) == state>{run_word(words, *one)}</option> }).collect_view()}
            </select>
            <button class="button">{m.filter}</button>
        </form>
        {state.is_some().then(|| view! { <p class="chips"><a class="link" href=address(id, None, None)>{m.clear}</a></p> })}
    }
}

#[component]
fn Nothing(filtered: bool) -> impl IntoView {
    let r = use_words().runs();
    if filtered {
        view! { <div class="empty"><Icon name="history" /><h2>{r.none_title}</h2></div> }.into_any()
    } else {
        view! { <div class="empty"><Icon name="history" /><h2>{r.empty_title}</h2><p>{r.empty_text}</p></div> }.into_any()
    }
}

#[component]
fn Table(id: AutomationId, page: Page<RunRow>, state: Option<RunState>) -> impl IntoView {
    let r = use_words().runs();
    let Page { items, previous, next } = page;
    let previous = previous.map(|before| address(id, state, Some(("before", before))));
    let next = next.map(|cursor| address(id, state, Some(("cursor", cursor))));
    view! {
        <div class="card flush">
            <table class="table">
                <caption class="visually-hidden">{r.history}</caption>
                <thead><tr>
                    <th scope="col">{r.column_contact}</th>
                    <th scope="col">{r.column_state}</th>
                    <th scope="col">{r.column_began}</th>
                    <th scope="col">{r.column_when}</th>
                </tr></thead>
                <tbody>{items.into_iter().map(|row| view! { <Line row /> }).collect_view()}</tbody>
            </table>
            <Pages first=address(id, state, None) previous next />
        </div>
    }
}

#[component]
fn Line(row: RunRow) -> impl IntoView {
    let t = use_words();
    let r = t.runs();
    let label = fill(r.open_run, &[("name", &row.contact_name)]);
    view! {
        <tr>
            <th scope="row"><a href=run_page(row.automation, row.id) aria-label=label>{row.contact_name.clone()}</a></th>
            <td data-label=r.column_state><RunBadge state=row.state />{progress(t, &row).map(|text| view! { " "<small class="muted">{text}</small> })}</td>
            <td data-label=r.column_began>{t.event(&row.event)}</td>
            <td data-label=r.column_when><When at=row.started_at /></td>
        </tr>
    }
}

/// The page of a run.
pub fn run_page(id: AutomationId, run: RunId) -> String {
    format!("{HERE}/{id}/runs/{run}")
}

/// `next: step 3, 5 March 2026, 10:00 UTC`; nothing for a run that is over.
pub fn progress(t: Words, row: &RunRow) -> Option<String> {
    let (next, due) = (row.next.as_ref()?, row.due_at?);
    Some(fill(t.runs().next_step, &[("path", &t.step_path(next)), ("date", &t.exact(due))]))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_what_was_asked_for_and_nothing_else() {
        let id = AutomationId::MAX;
        assert_eq!(address(id, None, None), format!("{HERE}/{id}/runs"));
        assert_eq!(address(id, Some(RunState::Failed), Some(("before", "abc".to_owned()))), format!("{HERE}/{id}/runs?state=failed&before=abc"));
    }
}
