//! The comments below a lesson: read by whoever reads it, written by learners, answered and hidden by admins. The address says
//! what is open: `?edit=ID`, `?delete=ID`, and on which page of the list one is: `?cursor=ID`, `?before=ID`.

use domain::LessonCommentId;
use domain::view::comments::{CommentView, Comments as List};
use domain::view::viewer::Who;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::text_area::escape;
use super::{Done, Form, Icon, Loaded, Pages, When, entered, page_resource};
use crate::api::comments::{DeleteComment, EditComment, HideComment, RemoveComment, ReplyToComment, WriteComment, list_comments};
use crate::islands::Dialog;
use crate::locales::fill;
use crate::viewer::{use_viewer, use_words};

/// Where the comments are: the course's slug and the lesson's.
#[derive(Clone, PartialEq, Eq)]
struct Place {
    course: String,
    lesson: String,
}

impl Place {
    fn page(&self) -> String {
        format!("/courses/{}/lessons/{}", self.course, self.lesson)
    }

    /// That comment, at the beginning of a page of the list; `more` goes into the address.
    fn at(&self, id: LessonCommentId, more: &str) -> String {
        format!("{}?cursor={}{more}#comment-{id}", self.page(), id.just_before())
    }
}

#[component]
pub fn Comments(course: String, lesson: String) -> impl IntoView {
    let t = use_words().comments();
    let place = Place { course, lesson };
    let asked = place.clone();
    let query = use_query_map();
    let pages = move || query.with(|query| (query.get("cursor").unwrap_or_default(), query.get("before").unwrap_or_default()));
    let data = page_resource(pages, move |(cursor, before)| {
        let Place { course, lesson } = asked.clone();
        list_comments(course, lesson, cursor, before)
    });
    let write = ServerAction::<WriteComment>::new();
    let done = vec![("comment-written", t.written), ("comment-saved", t.saved), ("comment-deleted", t.deleted)];
    view! {
        <Loaded resource=data let:list>
            {list.on.then(|| view! {
                <section class="comments" aria-labelledby="comments">
                    <h2 id="comments">{t.title}</h2>
                    <Done texts=done.clone() />
                    <Shown place=place.clone() list />
                    <Write place=place.clone() write />
                </section>
            })}
        </Loaded>
    }
}

#[component]
fn Shown(place: Place, list: List) -> impl IntoView {
    let t = use_words().comments();
    let page = place.page();
    let way = |name: &str, id: Option<String>| id.map(|id| format!("{page}?{name}={id}#comments"));
    let (previous, next) = (way("before", list.page.previous), way("cursor", list.page.next));
    let writes = matches!(use_viewer().who, Who::Contact { .. });
    if list.page.items.is_empty() {
        return view! { <p class="muted">{if writes { t.none } else { t.none_to_read }}</p> }.into_any();
    }
    view! {
        <ol class="comment-list">{list.page.items.into_iter().map(|comment| view! { <li><Comment place=place.clone() comment /></li> }).collect_view()}</ol>
        <Pages first=page.clone() previous next />
    }
    .into_any()
}

#[component]
fn Comment(place: Place, comment: CommentView) -> impl IntoView {
    let t = use_words();
    let query = use_query_map();
    let id = comment.id;
    let editing = {
        let body = comment.body.clone();
        Memo::new(move |_| body.clone().filter(|_| query.with(|query| query.get_str("edit") == Some(id.to_string().as_str()))))
    };
    let moderates = matches!(use_viewer().who, Who::Admin { .. });
    let (own, hidden, deleted, author) = (comment.is_own(), comment.hidden, comment.deleted, comment.author.clone());
    let date = t.exact(comment.at);
    let replies = comment.replies.clone();
    let (words, edit, buttons) = (comment.clone(), place.clone(), place.clone());
    view! {
        <article class="comment" id=format!("comment-{id}")>
            <Head comment=comment.clone() />
            {move || match editing.get() {
                Some(body) => view! { <Edit place=edit.clone() id body /> }.into_any(),
                None => view! { <div class="prose" inner_html=words.html.clone()></div> }.into_any(),
            }}
            {own.then(|| view! { <Own place=buttons id date /> })}
            {(moderates && !deleted).then(|| view! { <Moderation id author=author.clone() hidden /> })}
        </article>
        {(!replies.is_empty()).then(|| view! {
            <ol class="comment-list">{replies.into_iter().map(|reply| view! {
                <li><article class="comment" id=format!("comment-{}", reply.id)>
                    <Head comment=reply.clone() />
                    <div class="prose" inner_html=reply.html.clone()></div>
                    {moderates.then(|| view! { <Moderation id=reply.id author=reply.author.clone() hidden=reply.hidden /> })}
                </article></li>
            }).collect_view()}</ol>
        })}
        {(moderates && !deleted).then(|| view! { <Reply id author /> })}
    }
}

#[component]
fn Head(comment: CommentView) -> impl IntoView {
    let t = use_words().comments();
    view! {
        <header class="row">
            <strong>{comment.author}</strong>
            {comment.by_admin.then(|| view! { <span class="badge" data-state="published">{t.creator}</span> })}
            {comment.hidden.then(|| view! { <span class="badge" data-state="disabled">{t.hidden}</span> })}
            <span class="muted small"><When at=comment.at />{comment.edited.then(|| view! { " · "{t.edited} })}</span>
        </header>
    }
}

/// A text to write, in a form that is plain where no scripts run.
#[component]
fn Body(id: String, label: String, #[prop(optional)] hint: Option<&'static str>, #[prop(optional, into)] value: String) -> impl IntoView {
    let value = entered("body", value);
    let (escaped, hint_id) = (escape(&value), format!("{id}-hint"));
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <textarea id=id.clone() name="body" rows="4" required maxlength="4000" aria-describedby=hint.map(|_| hint_id.clone()) inner_html=escaped></textarea>
            {hint.map(|hint| view! { <p class="hint" id=hint_id.clone()>{hint}</p> })}
        </div>
    }
}

#[component]
fn Fields(place: Place) -> impl IntoView {
    view! { <input type="hidden" name="course" value=place.course /><input type="hidden" name="lesson" value=place.lesson /> }
}

/// Writes a new one; who only looks on is told whose it would be.
#[component]
fn Write(place: Place, write: ServerAction<WriteComment>) -> impl IntoView {
    let t = use_words().comments();
    match use_viewer().who {
        Who::Preview { name, .. } => view! { <p class="muted small">{fill(t.only_look_on, &[("name", &name)])}</p> }.into_any(),
        Who::Admin { .. } | Who::Nobody => ().into_any(),
        Who::Contact { .. } => view! {
            <Form action=write>
                <Fields place />
                <Body id="new-comment".to_owned() label=t.yours.to_owned() hint=t.hint />
                <div class="form-actions"><button class="button">{t.write}</button></div>
            </Form>
        }
        .into_any(),
    }
}

#[component]
fn Edit(place: Place, id: LessonCommentId, body: String) -> impl IntoView {
    let t = use_words();
    let edit = ServerAction::<EditComment>::new();
    let back = place.at(id, "");
    view! {
        <Form action=edit>
            <Fields place />
            <input type="hidden" name="id" value=id.to_string() />
            <Body id=format!("edit-{id}") label=t.comments().yours.to_owned() value=body />
            <div class="form-actions"><button class="button">{t.comments().save}</button><a class="button quiet" href=back data-stay="">{t.common().cancel}</a></div>
        </Form>
    }
}

/// What one does with a comment of one's own.
#[component]
fn Own(place: Place, id: LessonCommentId, date: String) -> impl IntoView {
    let t = use_words();
    let c = t.comments();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| query.get_str("delete") == Some(id.to_string().as_str())));
    let delete = ServerAction::<DeleteComment>::new();
    let named = |text: &str| fill(text, &[("date", &date)]);
    view! {
        <div class="actions">
            <a class="button quiet small" href=place.at(id, &format!("&edit={id}")) aria-label=named(c.change_named) data-stay="">{c.change}</a>
            <a class="button quiet small" href=place.at(id, &format!("&delete={id}")) aria-label=named(c.delete_named) data-stay="">{t.common().delete}</a>
        </div>
        {move || asked.get().then(|| place.clone()).map(|place| view! {
            <Dialog title=c.delete_title.to_owned() close=place.at(id, "") small=true>
                <Form action=delete class="">
                    <Fields place=place.clone() />
                    <input type="hidden" name="id" value=id.to_string() />
                    <div class="dialog-body"><p>{c.delete_text}</p></div>
                    <footer>
                        <a class="button quiet" href=place.at(id, "")>{t.common().cancel}</a>
                        <button class="button primary danger">{t.common().delete}</button>
                    </footer>
                </Form>
            </Dialog>
        })}
    }
}

/// What an admin does with anybody's.
#[component]
fn Moderation(id: LessonCommentId, author: String, hidden: bool) -> impl IntoView {
    let t = use_words();
    let c = t.comments();
    let (hide, remove) = (ServerAction::<HideComment>::new(), ServerAction::<RemoveComment>::new());
    let named = |text: &str| fill(text, &[("name", &author)]);
    let (word, label) = if hidden { (c.show, named(c.show_named)) } else { (c.hide, named(c.hide_named)) };
    view! {
        <div class="actions">
            <Form action=hide class="row">
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="hidden" value=(!hidden).to_string() />
                <button class="button quiet small" aria-label=label>{word}</button>
            </Form>
            <details class="menu">
                <summary class="button quiet small" aria-label=named(c.remove_named)>{t.common().delete}</summary>
                <div class="menu-panel">
                    <p>{named(c.remove_title)}</p>
                    <Form action=remove class="">
                        <input type="hidden" name="id" value=id.to_string() />
                        <button class="danger"><Icon name="trash" />{t.common().delete}</button>
                    </Form>
                </div>
            </details>
        </div>
    }
}

#[component]
fn Reply(id: LessonCommentId, author: String) -> impl IntoView {
    let t = use_words().comments();
    let reply = ServerAction::<ReplyToComment>::new();
    view! {
        <details class="reply">
            <summary>{t.reply}</summary>
            <Form action=reply>
                <input type="hidden" name="id" value=id.to_string() />
                <Body id=format!("reply-{id}") label=fill(t.reply_to, &[("name", &author)]) />
                <div class="form-actions"><button class="button">{t.send_reply}</button></div>
            </Form>
        </details>
    }
}
