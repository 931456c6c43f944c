//! The dialogs of a post's page; its address says which one is open, and about which text.

use domain::view::communities::{CommentText, CommentView, PostView};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::post::{Place, PlaceFields, shown};
use crate::api::communities::{Edit, Moderate, Report, TakeBack, WriteComment};
use crate::components::{Form, TextArea, entered};
use crate::islands::Dialog;
use crate::locales::fill;
use crate::viewer::use_words;

/// The comment with that id, wherever it stands.
fn find(comments: &[CommentView], id: &str) -> Option<CommentText> {
    let mut all = comments.iter().flat_map(|comment| std::iter::once(comment).chain(&comment.answers));
    all.find(|comment| comment.id.to_string() == id).and_then(|comment| comment.text.clone())
}

#[component]
pub fn Dialogs(view: PostView) -> impl IntoView {
    let query = use_query_map();
    let chosen = Memo::new(move |_| query.with(|query| (query.get("dialog").unwrap_or_default(), query.get("comment").unwrap_or_default())));
    move || {
        let (dialog, comment) = chosen.get();
        let about = find(&view.comments.items, &comment);
        if !comment.is_empty() && about.is_none() {
            return ().into_any();
        }
        let source = about.as_ref().map_or_else(|| view.source.clone(), |text| text.source.clone());
        let moderates = view.group.standing.moderates();
        let place = Place { group: view.group.slug.clone(), post: view.post.id.to_string(), comment, shown: query.with(shown) };
        match (dialog.as_str(), source, about) {
            ("edit", Some(source), about) => view! { <Change place source title=about.is_none().then(|| view.post.title.clone()) /> }.into_any(),
            ("delete", Some(_), _) => view! { <Delete place /> }.into_any(),
            ("report", None, _) => view! { <Tell place /> }.into_any(),
            ("remove", ..) if moderates => view! { <Remove place /> }.into_any(),
            ("answer", _, Some(about)) => view! { <Answer place name=about.author.name /> }.into_any(),
            _ => ().into_any(),
        }
    }
}

/// The buttons below a dialog: the way back, and on.
#[component]
fn Foot(back: String, words: &'static str, #[prop(optional)] danger: bool) -> impl IntoView {
    let t = use_words().common();
    view! {
        <footer>
            <a class="button quiet" href=back>{t.cancel}</a>
            <button class=if danger { "button primary danger" } else { "button primary" }>{words}</button>
        </footer>
    }
}

#[component]
fn Change(
    place: Place,
    source: String,
    /// `None` for a comment, which has none.
    title: Option<String>,
) -> impl IntoView {
    let t = use_words();
    let c = t.communities();
    let action = ServerAction::<Edit>::new();
    let back = place.page();
    let title = match title {
        Some(title) => view! { <TitleField title /> }.into_any(),
        None => view! { <input type="hidden" name="title" value="" /> }.into_any(),
    };
    view! {
        <Dialog title=c.edit_title.to_owned() close=back.clone() small=false>
            <Form action class="">
                <PlaceFields place />
                <div class="dialog-body">
                    {title}
                    <div class="field">
                        <label for="edited-text">{c.text}</label>
                        <p class="hint" id="edited-text-hint">{c.text_hint}</p>
                        <TextArea id="edited-text" name="body" value=source rows=8 described_by="edited-text-hint" />
                    </div>
                </div>
                <Foot back words=t.common().save />
            </Form>
        </Dialog>
    }
}

/// The field `title` of a post.
#[component]
pub fn TitleField(title: String) -> impl IntoView {
    let t = use_words();
    let title = entered("title", title);
    view! {
        <div class="field">
            <label for="post-title">{t.communities().post_title}" "<span class="optional">{t.common().optional}</span></label>
            <input id="post-title" name="title" maxlength="200" autocomplete="off" value=title />
        </div>
    }
}

#[component]
fn Delete(place: Place) -> impl IntoView {
    let c = use_words().communities();
    let action = ServerAction::<TakeBack>::new();
    let back = place.page();
    view! {
        <Dialog title=c.delete_title.to_owned() close=back.clone() small=true>
            <Form action class="">
                <PlaceFields place />
                <div class="dialog-body"><p>{c.delete_text}</p></div>
                <Foot back words=c.delete_now danger=true />
            </Form>
        </Dialog>
    }
}

#[component]
fn Remove(place: Place) -> impl IntoView {
    let c = use_words().communities();
    let action = ServerAction::<Moderate>::new();
    let back = place.page();
    view! {
        <Dialog title=c.remove_title.to_owned() close=back.clone() small=true>
            <Form action class="">
                <PlaceFields place />
                <input type="hidden" name="deed" value="remove" />
                <div class="dialog-body"><p>{c.remove_text}</p></div>
                <Foot back words=c.remove_now danger=true />
            </Form>
        </Dialog>
    }
}

#[component]
fn Tell(place: Place) -> impl IntoView {
    let c = use_words().communities();
    let action = ServerAction::<Report>::new();
    let back = place.page();
    view! {
        <Dialog title=c.report_title.to_owned() close=back.clone() small=true>
            <Form action class="">
                <PlaceFields place />
                <div class="dialog-body">
                    <div class="field">
                        <label for="reason">{c.reason}</label>
                        <p class="hint" id="reason-hint">{c.report_hint}</p>
                        <TextArea id="reason" name="reason" value=String::new() rows=3 described_by="reason-hint" />
                    </div>
                </div>
                <Foot back words=c.report_now />
            </Form>
        </Dialog>
    }
}

#[component]
fn Answer(place: Place, name: String) -> impl IntoView {
    let c = use_words().communities();
    let action = ServerAction::<WriteComment>::new();
    let back = place.page();
    view! {
        <Dialog title=fill(c.answer_to, &[("name", &name)]) close=back.clone() small=false>
            <Form action class="">
                <input type="hidden" name="group" value=place.group />
                <input type="hidden" name="post" value=place.post />
                <input type="hidden" name="parent" value=place.comment />
                <div class="dialog-body">
                    <div class="field"><label for="answer-text">{c.text}</label><TextArea id="answer-text" name="body" value=String::new() rows=4 /></div>
                </div>
                <Foot back words=c.answer />
            </Form>
        </Dialog>
    }
}
