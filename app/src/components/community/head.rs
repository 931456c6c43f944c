//! The top of a community's pages: what it is, its channels, who is in it.

use domain::view::communities::{Author, GroupHead};
use domain::{ChannelAccess, GroupRole, Publication, Standing};
use leptos::prelude::*;

use crate::components::avatar::{Avatar, initials};
use crate::components::{Done, Icon, PublicationBadge};
use crate::locales::Words;
use crate::viewer::use_words;

/// Which of a community's pages is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Here {
    Channel(String),
    Members,
    /// A post of that channel: its page has a title of its own.
    Post(String),
}

#[component]
pub fn Head(group: GroupHead, here: Here) -> impl IntoView {
    let t = use_words();
    let c = t.communities();
    let root = format!("/communities/{}", group.slug);
    let title = if let Here::Post(_) = here {
        view! { <p class="crumb-title">{group.title.clone()}</p> }.into_any()
    } else {
        view! { <h1>{group.title.clone()}</h1> }.into_any()
    };
    let channel = match &here {
        Here::Channel(slug) | Here::Post(slug) => Some(slug.clone()),
        Here::Members => None,
    };
    let done = vec![
        ("written", c.done_written),
        ("commented", c.done_commented),
        ("saved", t.common().saved),
        ("removed", c.done_removed),
        ("reported", c.done_reported),
        ("pin", c.done_pinned),
        ("unpin", c.done_unpinned),
        ("hide", c.done_hidden),
        ("unhide", c.done_unhidden),
        ("changed", c.done_changed),
        ("handled", c.done_handled),
    ];
    view! {
        <nav class="crumbs" aria-label=t.common().breadcrumb><a href="/communities"><Icon name="chevron-left" />{c.title}</a></nav>
        <header class="page-header">
            <div>
                {title}
                {(!group.description.is_empty() && !matches!(here, Here::Post(_))).then(|| view! { <p>{group.description.clone()}</p> })}
                {(group.state == Publication::Draft).then(|| view! { <p class="row"><PublicationBadge state=group.state /><span class="muted">{c.draft_hint}</span></p> })}
            </div>
        </header>
        <nav class="tabs" aria-label=c.channels>
            {group.channels.into_iter().map(|room| {
                let current = (channel.as_deref() == Some(room.slug.as_str())).then_some("page");
                view! {
                    <a href=format!("{root}/{}", room.slug) aria-current=current>
                        {(room.access == ChannelAccess::Private).then(|| view! { <Icon name="lock" /><span class="visually-hidden">{c.private}" "</span> })}
                        {room.title}
                        {(room.unread && current.is_none()).then(|| view! { " "<span class="dot"></span><span class="visually-hidden">{c.new_here}</span> })}
                    </a>
                }
            }).collect_view()}
            <a href=format!("{root}/members") aria-current=(here == Here::Members).then_some("page")><Icon name="users" />{c.members}</a>
        </nav>
        <Done texts=done />
    }
}

pub fn role_text(t: Words, role: GroupRole) -> &'static str {
    let c = t.communities();
    match role {
        GroupRole::Member => c.member,
        GroupRole::Moderator => c.moderator,
        GroupRole::Admin => c.admin,
        GroupRole::Owner => c.owner,
    }
}

/// The disc with the author's initials.
#[component]
pub fn Face(author: Author) -> impl IntoView {
    match author.contact {
        Some(id) => view! { <Avatar id name=author.name /> }.into_any(),
        None => view! { <span class="avatar" aria-hidden="true">{initials(&author.name)}</span> }.into_any(),
    }
}

/// What sets an author apart from the other members, if anything does.
#[component]
pub fn StandingTag(standing: Standing) -> impl IntoView {
    let t = use_words();
    let text = match standing {
        Standing::Contact(GroupRole::Member) => None,
        Standing::Contact(role) => Some(role_text(t, role)),
        Standing::Staff => Some(t.communities().staff),
    };
    text.map(|text| view! { <span class="tag">{text}</span> })
}
