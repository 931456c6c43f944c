//! A post: in a feed, and on a page of its own.

use domain::group::Moderation;
use domain::view::communities::{Author, GroupHead, PostCard, Reactions};
use domain::{Emoji, Timestamp};
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use super::head::{Face, StandingTag};
use crate::api::communities::{Moderate, React};
use crate::components::{Icon, When};
use crate::locales::{Words, fill};
use crate::viewer::use_words;

/// What a post is called: its title, or who wrote it.
pub fn name_of(t: Words, post: &PostCard) -> String {
    if post.title.is_empty() { fill(t.communities().untitled, &[("name", &post.author.name)]) } else { post.title.clone() }
}

/// The posts of a channel.
#[component]
pub fn Feed(group: String, pinned: Vec<PostCard>, posts: Vec<PostCard>) -> impl IntoView {
    let c = use_words().communities();
    let item = {
        let group = group.clone();
        move |post: PostCard| view! { <li><InFeed group=group.clone() post /></li> }
    };
    let nothing = pinned.is_empty() && posts.is_empty();
    view! {
        {(!pinned.is_empty()).then(|| view! {
            <section class="stack" aria-labelledby="pinned"><h2 id="pinned">{c.pinned_posts}</h2><ul class="posts">{pinned.into_iter().map(item.clone()).collect_view()}</ul></section>
        })}
        {(!posts.is_empty()).then(|| view! {
            <section class="stack" aria-labelledby="posts"><h2 class="visually-hidden" id="posts">{c.posts}</h2><ul class="posts">{posts.into_iter().map(item).collect_view()}</ul></section>
        })}
        {nothing.then(|| view! { <div class="empty"><Icon name="mail" /><h2>{c.no_posts_title}</h2><p>{c.no_posts_text}</p></div> })}
    }
}

#[component]
fn InFeed(group: String, post: PostCard) -> impl IntoView {
    let t = use_words();
    let c = t.communities();
    let href = format!("/communities/{group}/posts/{}", post.id);
    let said = t.count(post.comments, c.comment_one, c.comment_many);
    let given = (post.reactions > 0).then(|| t.count(post.reactions, c.reaction_one, c.reaction_many));
    let name = name_of(t, &post);
    view! {
        <article class="card post">
            <By author=post.author.clone() at=post.created_at edited=post.edited><Marks pinned=post.pinned hidden=post.hidden /></By>
            <h3><a href=href.clone()>{name}</a></h3>
            <div class="prose" inner_html=post.html></div>
            <footer class="row">
                {post.cut.then(|| view! { <a href=href.clone()>{c.read_on}</a> })}
                <a href=format!("{href}#comments")>{said}</a>
                {given.map(|given| view! { <span>{given}</span> })}
            </footer>
        </article>
    }
}

/// Who wrote it and when, and what else is said beside that.
#[component]
pub fn By(author: Author, at: Timestamp, edited: bool, children: Children) -> impl IntoView {
    let c = use_words().communities();
    view! {
        <div class="by">
            <Face author=author.clone() />
            <span class="who grow"><strong>{author.name}" "<StandingTag standing=author.standing /></strong><small><When at />{edited.then(|| view! { " · "{c.edited} })}</small></span>
            {children()}
        </div>
    }
}

#[component]
pub fn Marks(pinned: bool, hidden: bool) -> impl IntoView {
    let c = use_words().communities();
    view! {
        {pinned.then(|| view! { <span class="badge" data-state="open">{c.pinned}</span> })}
        {hidden.then(|| view! { <span class="badge" data-state="warning">{c.hidden}</span> })}
    }
}

/// The post that a page is about.
#[component]
pub fn WholePost(group: GroupHead, post: PostCard, reactions: Vec<Reactions>, react: ServerAction<React>, moderate: ServerAction<Moderate>) -> impl IntoView {
    let name = name_of(use_words(), &post);
    let place = Place { group: group.slug.clone(), post: post.id.to_string(), comment: String::new(), shown: use_query_map().with_untracked(shown) };
    let writes = group.writes;
    let (author, mine, hidden, pinned) = (post.author.name.clone(), post.mine, post.hidden, post.pinned);
    let actions = view! { <Actions place=place.clone() name=author group mine hidden pinned=Some(pinned) moderate /> };
    view! {
        <article class="card post">
            <By author=post.author at=post.created_at edited=post.edited><Marks pinned hidden />{actions}</By>
            <h1>{name}</h1>
            <div class="prose" inner_html=post.html></div>
            <ReactionBar place reactions react writes />
        </article>
    }
}

/// Which text a form is about: a post's, or that of a comment on it.
#[derive(Clone, Debug)]
pub struct Place {
    pub group: String,
    pub post: String,
    /// Empty for the post.
    pub comment: String,
    /// Which page of the comments is shown, as [`shown`] has it.
    pub shown: String,
}

/// Which page of the comments an address asks for, as part of another address.
pub fn shown(query: &ParamsMap) -> String {
    let is_id = |id: &String| id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let way = |name: &str| query.get(name).filter(is_id).map(|id| format!("&{name}={id}")).unwrap_or_default();
    format!("{}{}{}", way("before"), way("cursor"), way("thread"))
}

impl Place {
    /// The page, where the text is.
    pub fn page(&self) -> String {
        let query = self.shown.strip_prefix('&').map(|shown| format!("?{shown}")).unwrap_or_default();
        format!("/communities/{}/posts/{}{query}{}", self.group, self.post, self.anchor())
    }

    /// The page with a dialog about the text.
    pub fn dialog(&self, dialog: &str) -> String {
        let comment = if self.comment.is_empty() { String::new() } else { format!("&comment={}", self.comment) };
        format!("/communities/{}/posts/{}?dialog={dialog}{comment}{}{}", self.group, self.post, self.shown, self.anchor())
    }

    fn anchor(&self) -> String {
        if self.comment.is_empty() { String::new() } else { format!("#comment-{}", self.comment) }
    }
}

/// The fields that say which text a form is about.
#[component]
pub fn PlaceFields(place: Place) -> impl IntoView {
    view! {
        <input type="hidden" name="group" value=place.group />
        <input type="hidden" name="post" value=place.post />
        <input type="hidden" name="comment" value=place.comment />
    }
}

/// What the reader can do with a text: its author change and delete it, everyone report it, a moderator keep order.
#[component]
pub fn Actions(
    place: Place,
    /// The author's name.
    name: String,
    group: GroupHead,
    mine: bool,
    hidden: bool,
    /// `None` for a comment, which cannot be pinned.
    pinned: Option<bool>,
    moderate: ServerAction<Moderate>,
) -> impl IntoView {
    let c = use_words().communities();
    let moderates = group.standing.moderates();
    let reports = !mine && group.standing != domain::Standing::Staff;
    let deeds = [
        pinned.map(|pinned| if pinned { (Moderation::Unpin, c.unpin) } else { (Moderation::Pin, c.pin) }),
        Some(if hidden { (Moderation::Unhide, c.unhide) } else { (Moderation::Hide, c.hide) }),
    ];
    let deed = {
        let place = place.clone();
        move |(deed, words): (Moderation, &'static str)| {
            let place = place.clone();
            view! {
                <ActionForm action=moderate>
                    <PlaceFields place />
                    <input type="hidden" name="deed" value=deed.word() />
                    <button><Icon name=if matches!(deed, Moderation::Pin | Moderation::Unpin) { "tag" } else { "eye" } />{words}</button>
                </ActionForm>
            }
        }
    };
    group.writes.then(|| {
        view! {
            <details class="menu end">
                <summary class="button quiet icon-only" aria-label=fill(c.actions_for, &[("name", &name)])><Icon name="more" /></summary>
                <div class="menu-panel">
                    {mine.then(|| view! {
                        <a href=place.dialog("edit") data-stay=""><Icon name="edit" />{c.edit}</a>
                        <a href=place.dialog("delete") data-stay=""><Icon name="trash" />{c.delete}</a>
                    })}
                    {reports.then(|| view! { <a href=place.dialog("report") data-stay=""><Icon name="alert" />{c.report}</a> })}
                    {moderates.then(|| deeds.into_iter().flatten().map(deed).collect_view())}
                    {(moderates && !mine).then(|| view! { <a href=place.dialog("remove") data-stay=""><Icon name="ban" />{c.remove}</a> })}
                </div>
            </details>
        }
    })
}

const fn emoji_text(t: Words, emoji: Emoji) -> &'static str {
    let c = t.communities();
    match emoji {
        Emoji::Like => c.like,
        Emoji::Heart => c.heart,
        Emoji::Celebrate => c.celebrate,
        Emoji::Laugh => c.laugh,
        Emoji::Think => c.think,
    }
}

/// Every reaction with how often it was given. Who may not write only sees those that were.
#[component]
pub fn ReactionBar(place: Place, reactions: Vec<Reactions>, react: ServerAction<React>, writes: bool) -> impl IntoView {
    let t = use_words();
    let shown = |one: &Reactions| {
        let n = (one.count > 0).then(|| view! { " "<span class="num">{t.number(one.count)}</span> });
        view! { <span aria-hidden="true">{one.emoji.symbol()}</span><span class="visually-hidden">{emoji_text(t, one.emoji)}</span>{n} }
    };
    if !writes {
        let given = reactions.iter().filter(|one| one.count > 0).map(|one| view! { <span class="reaction">{shown(one)}</span> }).collect_view();
        return view! { <div class="reactions">{given}</div> }.into_any();
    }
    let buttons = reactions
        .iter()
        .map(|one| {
            view! { <button class="reaction" name="emoji" value=one.emoji.word() aria-pressed=if one.mine { "true" } else { "false" }>{shown(one)}</button> }
        })
        .collect_view();
    view! {
        <ActionForm action=react attr:class="reactions">
            <PlaceFields place />
            {buttons}
        </ActionForm>
    }
    .into_any()
}
