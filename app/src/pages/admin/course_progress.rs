//! The learners of a course and how far they are (C5): search, filter and the page in the address.

use domain::ProductId;
use domain::view::progress::{CourseProgress, LearnerQuery, Stage};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form as SearchForm;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;

use crate::address::escape;
use crate::api::progress::list_learners;
use crate::components::learner_table::{LearnerTable, stage_text};
use crate::components::lesson_bars::LessonBars;
use crate::components::{Icon, Loaded, page_resource};
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn CourseProgressPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| query.with(asked));
    let source = move || (params.with(|params| params.get("id").unwrap_or_default()), asked.get());
    let data = page_resource(source, |(course, query)| list_learners(course, query));
    view! {
        <main id="main" class="page">
            <Loaded resource=data let:progress><Progress query=asked.get_untracked() progress /></Loaded>
        </main>
    }
}

/// What an address asks for; what it says wrongly counts as not said.
fn asked(params: &ParamsMap) -> LearnerQuery {
    let text = |key: &str| params.get(key).filter(|text| !text.is_empty());
    LearnerQuery {
        text: text("q").unwrap_or_default(),
        stage: text("stage").and_then(|word| word.parse().ok()),
        cursor: text("cursor"),
        before: text("before"),
    }
}

fn page(course: ProductId) -> String {
    format!("/admin/courses/{course}/progress")
}

/// The address that asks for that.
fn address(course: ProductId, query: &LearnerQuery) -> String {
    let given =
        [("q", Some(query.text.as_str())), ("stage", query.stage.map(Stage::word)), ("cursor", query.cursor.as_deref()), ("before", query.before.as_deref())];
    let given = given.into_iter().filter_map(|(key, value)| Some((key, value.filter(|value| !value.is_empty())?)));
    let query: Vec<String> = given.map(|(key, value)| format!("{key}={}", escape(value))).collect();
    if query.is_empty() { page(course) } else { format!("{}?{}", page(course), query.join("&")) }
}

#[component]
fn Progress(query: LearnerQuery, progress: CourseProgress) -> impl IntoView {
    let t = use_words();
    let p = t.progress();
    let CourseProgress { product, title, started, bars, page: learners } = progress;
    let start = LearnerQuery { cursor: None, before: None, ..query.clone() };
    let previous = learners.previous.clone().map(|before| address(product, &LearnerQuery { before: Some(before), ..start.clone() }));
    let next = learners.next.clone().map(|cursor| address(product, &LearnerQuery { cursor: Some(cursor), ..start.clone() }));
    let narrowed = query.is_narrowed() || query.cursor.is_some() || query.before.is_some();
    let rows = if learners.items.is_empty() {
        view! { <Empty course=product narrowed /> }.into_any()
    } else {
        view! { <LearnerTable course=product page=learners first=address(product, &start) previous next /> }.into_any()
    };
    let heading = fill(p.of, &[("title", &title)]);
    view! {
        <Title text=heading.clone() />
        <header class="page-header">
            <div>
                <nav class="crumbs" aria-label=t.common().breadcrumb>
                    <a href="/admin/courses">{t.builder().title}</a>
                    <a href=format!("/admin/courses/{product}")>{title}</a>
                </nav>
                <h1>{heading}</h1>
            </div>
            <div class="actions">
                <a class="button" href=format!("{}.csv", page(product)) download="progress.csv"><Icon name="download" />{p.export}</a>
            </div>
        </header>
        <LessonBars bars started />
        <section class="stack" aria-labelledby="learners">
            <h2 id="learners">{p.learners}</h2>
            <Toolbar course=product query />
            {rows}
        </section>
    }
}

#[component]
fn Toolbar(course: ProductId, query: LearnerQuery) -> impl IntoView {
    let t = use_words();
    let p = t.progress();
    let narrowed = query.is_narrowed();
    let LearnerQuery { text, stage, .. } = query;
    let options = Stage::ALL.iter().map(move |choice| {
        let chosen = stage == Some(*choice);
        view! { <option value=choice.word() selected=chosen prop:selected=chosen>{stage_text(t, *choice)}</option> }
    });
    view! {
        <SearchForm method="GET" action=page(course) attr:class="toolbar" attr:role="search">
            <div class="search grow">
                <Icon name="search" />
                <input type="search" name="q" aria-label=p.search placeholder=p.search_by value=text.clone() prop:value=text />
            </div>
            <select name="stage" aria-label=p.stage><option value="">{p.any_stage}</option>{options.collect_view()}</select>
            <button class="button">{p.filter}</button>
        </SearchForm>
        {narrowed.then(|| view! { <p class="chips"><a class="link" href=page(course)>{p.clear}</a></p> })}
    }
}

#[component]
fn Empty(course: ProductId, narrowed: bool) -> impl IntoView {
    let p = use_words().progress();
    if narrowed {
        return view! {
            <div class="empty"><Icon name="search" /><h3>{p.none_title}</h3><p>{p.none_text}</p><div class="actions"><a class="button" href=page(course)>{p.clear}</a></div></div>
        }
        .into_any();
    }
    view! { <div class="empty"><Icon name="users" /><h3>{p.empty_title}</h3><p>{p.empty_text}</p></div> }.into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_what_was_asked_for_and_nonsense_counts_as_not_said() {
        let course = ProductId::MIN;
        assert_eq!(address(course, &LearnerQuery::default()), page(course));
        let query = LearnerQuery { text: "Ada & Co".to_owned(), stage: Some(Stage::InProgress), ..LearnerQuery::default() };
        assert_eq!(address(course, &query), format!("{}?q=Ada%20%26%20Co&stage=in-progress", page(course)));
        let mut params = ParamsMap::new();
        params.insert("stage", "x".to_owned());
        assert_eq!(asked(&params), LearnerQuery::default());
    }
}
