//! The comments on a post, and answers to them.

use domain::view::communities::{CommentView, GroupHead};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::post::{Actions, By, Marks, Place, ReactionBar, shown};
use crate::api::communities::{Moderate, React, WriteComment};
use crate::components::{Form, Icon, TextArea};
use crate::viewer::use_words;

/// What every comment is shown with.
#[derive(Clone)]
struct Around {
    group: GroupHead,
    post: String,
    react: ServerAction<React>,
    moderate: ServerAction<Moderate>,
}

#[component]
pub fn Comments(
    group: GroupHead,
    post: String,
    comments: Vec<CommentView>,
    react: ServerAction<React>,
    moderate: ServerAction<Moderate>,
    /// The ways to the other pages.
    children: Children,
) -> impl IntoView {
    let c = use_words().communities();
    let write = ServerAction::<WriteComment>::new();
    let around = Around { group: group.clone(), post: post.clone(), react, moderate };
    let nothing = comments.is_empty();
    view! {
        <section class="stack" aria-labelledby="comments">
            <h2 id="comments">{c.comments}</h2>
            {nothing.then(|| view! { <p class="muted">{c.no_comments}</p> })}
            <ol class="comments">{comments.into_iter().map(|comment| view! { <Comment comment around=around.clone() /> }).collect_view()}</ol>
            {children()}
            {group.writes.then(|| view! {
                <Form action=write>
                    <input type="hidden" name="group" value=group.slug.clone() />
                    <input type="hidden" name="post" value=post />
                    <input type="hidden" name="parent" value="" />
                    <div class="field">
                        <label for="comment-text">{c.write_comment}</label>
                        <TextArea id="comment-text" name="body" value=String::new() rows=3 />
                    </div>
                    <div class="form-actions"><button class="button primary">{c.comment}</button></div>
                </Form>
            })}
        </section>
    }
}

#[component]
fn Comment(comment: CommentView, around: Around) -> impl IntoView {
    let c = use_words().communities();
    let (id, answers) = (format!("comment-{}", comment.id), comment.answers.clone());
    let thread = format!("/communities/{}/posts/{}?thread={}#comments", around.group.slug, around.post, comment.id);
    let more = comment.more_answers.then(|| view! { <p><a href=thread>{c.all_answers}</a></p> });
    view! {
        <li id=id>
            <Said comment around=around.clone() answerable=true />
            {(!answers.is_empty()).then(|| view! {
                <ol class="comments" aria-label=c.answers>
                    {answers.into_iter().map(|answer| {
                        let id = format!("comment-{}", answer.id);
                        view! { <li id=id><Said comment=answer around=around.clone() answerable=false /></li> }
                    }).collect_view()}
                </ol>
            })}
            {more}
        </li>
    }
}

#[component]
fn Said(comment: CommentView, around: Around, answerable: bool) -> impl IntoView {
    let c = use_words().communities();
    let Around { group, post, react, moderate } = around;
    let place = Place { group: group.slug.clone(), post, comment: comment.id.to_string(), shown: use_query_map().with_untracked(shown) };
    let Some(text) = comment.text else {
        return view! { <p class="muted">{if comment.deleted { c.deleted_comment } else { c.gone }}</p> }.into_any();
    };
    let answer = (answerable && group.writes)
        .then(|| view! { <a class="button quiet small" href=place.dialog("answer") data-stay=""><Icon name="edit" />{c.answer}</a> });
    let (writes, name) = (group.writes, text.author.name.clone());
    let actions = view! { <Actions place=place.clone() name group mine=text.mine hidden=text.hidden pinned=None moderate /> };
    view! {
        <article class="comment">
            <By author=text.author.clone() at=text.created_at edited=text.edited><Marks pinned=false hidden=text.hidden />{actions}</By>
            <div class="prose" inner_html=text.html></div>
            <div class="row"><ReactionBar place reactions=comment.reactions react writes />{answer}</div>
        </article>
    }
    .into_any()
}
