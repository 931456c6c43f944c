//! What learners wrote below lessons, the newest first.

use domain::view::comments::CommentRow;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::comments::newest_comments;
use crate::components::{Icon, Loaded, Pages, When, page_resource};
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn CommentsPage() -> impl IntoView {
    let t = use_words().comments();
    let query = use_query_map();
    let data = page_resource(move || query.with(|query| query.get("cursor").unwrap_or_default()), newest_comments);
    view! {
        <leptos_meta::Title text=t.new />
        <main id="main" class="page">
            <header class="page-header"><div><h1>{t.new}</h1><p>{t.new_hint}</p></div></header>
            <Loaded resource=data let:page>
                {if page.items.is_empty() {
                    view! { <div class="empty"><Icon name="mail" /><p>{t.new_none}</p></div> }.into_any()
                } else {
                    view! {
                        <section class="card flush" aria-label=t.new><ul class="list">{page.items.into_iter().map(|row| view! { <Row row /> }).collect_view()}</ul></section>
                    }
                    .into_any()
                }}
                <Pages first="/admin/comments".to_owned() next=page.next.map(|id| format!("/admin/comments?cursor={id}")) />
            </Loaded>
        </main>
    }
}

#[component]
fn Row(row: CommentRow) -> impl IntoView {
    let t = use_words().comments();
    let CommentRow { id, author, html, at, hidden, course, lesson, path } = row;
    let label = fill(t.open_named, &[("name", &author), ("lesson", &lesson)]);
    view! {
        <li>
            <div class="grow">
                <strong>{author}</strong>" "{hidden.then(|| view! { <span class="badge" data-state="disabled">{t.hidden}</span> })}
                <p>{fill(t.on_lesson, &[("lesson", &lesson), ("course", &course)])}" · "<When at /></p>
                <div class="prose" inner_html=html></div>
            </div>
            <a class="button small" href=format!("{path}#comment-{id}") rel="external" aria-label=label>{t.open}</a>
        </li>
    }
}
