//! What a course is called, how it looks, which offers it is in.

use domain::view::courses::ProductEdit;
use domain::{OfferId, ProductId};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use server_fn::ServerFn;
use server_fn::error::ServerFnUrlError;

use crate::AppError;
use crate::api::courses::{ChangeCourse, RemoveCover, SetCover};
use crate::components::notice::{Tone, problem_text};
use crate::components::{FileDrop, Form, Icon, Notice, PublicationField, TextArea, entered};
use crate::pages::admin::course_new::LangField;
use crate::viewer::use_words;

#[component]
pub fn Details(course: ProductEdit) -> impl IntoView {
    let t = use_words();
    let b = t.builder();
    let change = ServerAction::<ChangeCourse>::new();
    view! {
        <section class="card" aria-labelledby="details">
            <header><h2 id="details">{b.details}</h2></header>
            <Form action=change>
                <input type="hidden" name="id" value=course.id.to_string() />
                <TitleField label=b.course_title title=course.title />
                <AddressField slug=course.slug />
                <div class="field">
                    <label for="summary">{b.summary}" "<span class="optional">{t.common().optional}</span></label>
                    <TextArea id="summary" name="summary" rows=4 value=course.summary />
                </div>
                <LangField lang=course.lang />
                <PublicationField legend=b.state state=course.state />
                <div class="form-actions"><button class="button primary">{t.common().save}</button></div>
            </Form>
        </section>
    }
}

/// The field `title`.
#[component]
pub fn TitleField(label: &'static str, title: String) -> impl IntoView {
    let title = entered("title", title);
    view! {
        <div class="field">
            <label for="title">{label}</label>
            <input id="title" name="title" required maxlength="200" autocomplete="off" value=title.clone() prop:value=title />
        </div>
    }
}

/// The field `slug`.
#[component]
pub fn AddressField(slug: String) -> impl IntoView {
    let t = use_words().builder();
    let slug = entered("slug", slug);
    view! {
        <div class="field">
            <label for="slug">{t.address}</label>
            <p class="hint" id="slug-hint">{t.address_hint}</p>
            <input id="slug" name="slug" maxlength="80" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="slug-hint" value=slug.clone() prop:value=slug />
        </div>
    }
}

/// The picture is sent as a plain form, with scripts too: a file needs no more.
#[component]
pub fn CoverCard(id: ProductId, cover: Option<String>) -> impl IntoView {
    let t = use_words().builder();
    let remove = ServerAction::<RemoveCover>::new();
    let covered = cover.is_some();
    view! {
        <section class="card" aria-labelledby="cover-title">
            <header><h2 id="cover-title">{t.cover}</h2></header>
            <CoverTrouble />
            <form class="stack" method="post" action=SetCover::PATH enctype="multipart/form-data">
                <input type="hidden" name="id" value=id.to_string() />
                <FileDrop name="cover" accept="image/png,image/jpeg,image/webp" title=t.cover_pick hint=t.cover_hint picture=cover />
                <div class="form-actions"><button class="button"><Icon name="upload" />{t.cover_save}</button></div>
            </form>
            {covered.then(|| view! {
                <Form action=remove>
                    <input type="hidden" name="id" value=id.to_string() />
                    <button class="button quiet"><Icon name="trash" />{t.cover_remove}</button>
                </Form>
            })}
        </section>
    }
}

/// Why the last picture was refused: the server comes back to the page with the reason in its address.
#[component]
fn CoverTrouble() -> impl IntoView {
    let t = use_words();
    let query = use_query_map();
    move || {
        let refused = query.with(|query| query.get("__err").filter(|_| query.get("__path").as_deref() == Some(SetCover::PATH)));
        refused.map(|error| {
            let AppError(problem) = ServerFnUrlError::<AppError>::decode_err(&error);
            view! { <Notice tone=Tone::Danger><p>{problem_text(t, &problem)}</p></Notice> }
        })
    }
}

#[component]
pub fn Offers(offers: Vec<(OfferId, String)>) -> impl IntoView {
    let t = use_words().builder();
    view! {
        <section class="card flush" aria-labelledby="offers">
            <header><h2 id="offers">{t.offers}</h2></header>
            <ul class="list">
                {if offers.is_empty() {
                    view! { <li><p class="muted">{t.in_no_offer}</p></li> }.into_any()
                } else {
                    offers.into_iter().map(|(id, title)| view! {
                        <li><a class="row-link" href=format!("/admin/offers/{id}")><Icon name="gift" /><span class="grow">{title}</span></a></li>
                    }).collect_view().into_any()
                }}
            </ul>
        </section>
    }
}

#[component]
pub fn Danger(id: ProductId) -> impl IntoView {
    let t = use_words().builder();
    view! {
        <section class="card danger-zone" aria-labelledby="danger">
            <header><h2 id="danger">{t.danger}</h2></header>
            <p class="muted">{t.danger_text}</p>
            <div class="form-actions">
                <a class="button danger" href=format!("/admin/courses/{id}?dialog=delete") data-noscroll=true><Icon name="trash" />{t.delete_course}</a>
            </div>
        </section>
    }
}
