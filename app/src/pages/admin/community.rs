//! A community as admins set it up: its channels, its members and what they reported; what it is called and which offers open it.

mod channels;
mod dialogs;

use domain::view::groups::GroupEdit;
use domain::{GroupId, GroupRole, OfferId, Standing};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::groups::{Appoint, ChangeGroup, ChangeGroupMember, HandleGroupReport, load_group};
use crate::components::community::head::role_text;
use crate::components::community::members::{Members, Reported};
use crate::components::reorder::Pressed;
use crate::components::{Done, Form, Icon, Loaded, Pages, PublicationBadge, PublicationField, TextArea, page_resource};
use crate::pages::admin::course::details::TitleField;
use crate::viewer::use_words;

#[component]
pub fn CommunityPage() -> impl IntoView {
    Pressed::provide();
    let (params, query) = (use_params_map(), use_query_map());
    let place = move || {
        let (cursor, before) = query.with(|query| (query.get("cursor"), query.get("before")));
        (params.with(|params| params.get("id").unwrap_or_default()), cursor, before)
    };
    let data = page_resource(place, |(id, cursor, before)| load_group(id, cursor, before));
    view! {
        <main id="main" class="page wide">
            <Loaded resource=data let:group><Community group /></Loaded>
        </main>
    }
}

#[component]
fn Community(group: GroupEdit) -> impl IntoView {
    let t = use_words();
    let g = t.groups();
    let handle = ServerAction::<HandleGroupReport>::new();
    let done = vec![
        ("created", g.created),
        ("saved", t.common().saved),
        ("channel-deleted", g.channel_deleted),
        ("member", g.member_saved),
        ("handled", t.communities().done_handled),
    ];
    view! {
        <leptos_meta::Title text=group.title.clone() />
        <header class="page-header">
            <div>
                <nav class="crumbs" aria-label=t.common().breadcrumb><a href="/admin/communities">{g.title}</a></nav>
                <h1>{group.title.clone()}" "<PublicationBadge state=group.state /></h1>
            </div>
            <div class="actions"><a class="button" href=format!("/communities/{}", group.slug) rel="external"><Icon name="external" />{g.open}</a></div>
        </header>
        <Done texts=done />
        <dialogs::Dialogs group=group.clone() />
        <div class="builder">
            <div class="stack">
                <Reported group=group.id.to_string() slug=group.slug.clone() reports=group.reports.clone() action=handle />
                <channels::Channels group=group.id channels=group.channels.clone() />
                <People group=group.clone() />
            </div>
            <aside class="stack">
                <Details group=group.clone() />
                <OpenedBy offers=group.offers />
                <section class="card danger-zone" aria-labelledby="danger">
                    <header><h2 id="danger">{g.danger}</h2></header>
                    <p class="muted">{g.danger_text}</p>
                    <div class="form-actions">
                        <a class="button danger" href=format!("/admin/communities/{}?dialog=delete", group.id) data-noscroll=true><Icon name="trash" />{g.delete}</a>
                    </div>
                </section>
            </aside>
        </div>
    }
}

#[component]
fn Details(group: GroupEdit) -> impl IntoView {
    let t = use_words();
    let g = t.groups();
    let change = ServerAction::<ChangeGroup>::new();
    view! {
        <section class="card" aria-labelledby="details">
            <header><h2 id="details">{g.details}</h2></header>
            <Form action=change>
                <input type="hidden" name="id" value=group.id.to_string() />
                <TitleField label=g.name title=group.title />
                <div class="field">
                    <label for="description">{g.description}" "<span class="optional">{t.common().optional}</span></label>
                    <TextArea id="description" name="description" rows=4 value=group.description />
                </div>
                <PublicationField legend=g.state state=group.state />
                <div class="form-actions"><button class="button primary">{t.common().save}</button></div>
            </Form>
        </section>
    }
}

#[component]
fn OpenedBy(offers: Vec<(OfferId, String)>) -> impl IntoView {
    let g = use_words().groups();
    let rows = if offers.is_empty() {
        view! { <li><p class="muted">{g.no_offer}</p></li> }.into_any()
    } else {
        offers
            .into_iter()
            .map(|(id, title)| {
                view! { <li><a class="row-link" href=format!("/admin/offers/{id}")><Icon name="gift" /><span class="grow">{title}</span></a></li> }
            })
            .collect_view()
            .into_any()
    };
    view! {
        <section class="card flush" aria-labelledby="opened-by">
            <header><h2 id="opened-by">{g.offers}</h2></header>
            <ul class="list">{rows}</ul>
        </section>
    }
}

#[component]
fn People(group: GroupEdit) -> impl IntoView {
    let g = use_words().groups();
    let change = ServerAction::<ChangeGroupMember>::new();
    let first = format!("/admin/communities/{}", group.id);
    let way = |parameter: &str, id: Option<String>| id.map(|id| format!("{first}?{parameter}={id}"));
    let (previous, next) = (way("before", group.members.previous), way("cursor", group.members.next));
    view! {
        <section class="card flush" aria-labelledby="members">
            <header><div><h2 id="members">{g.members}</h2><p>{g.members_hint}</p></div></header>
            <Members group=group.id.to_string() standing=Some(Standing::Staff) members=group.members.items action=change />
            <Pages first previous next />
            <footer><Give group=group.id /></footer>
        </section>
    }
}

#[component]
fn Give(group: GroupId) -> impl IntoView {
    let t = use_words();
    let g = t.groups();
    let appoint = ServerAction::<Appoint>::new();
    view! {
        <Form action=appoint>
            <input type="hidden" name="group" value=group.to_string() />
            <div class="fields">
                <div class="field"><label for="appoint-email">{g.email}</label><input id="appoint-email" name="email" type="email" required autocomplete="off" /></div>
                <div class="field">
                    <label for="appoint-role">{g.role}</label>
                    <select id="appoint-role" name="role">
                        {GroupRole::ALL.iter().map(|role| view! {
                            <option value=role.word() selected=*role == GroupRole::Moderator>{role_text(t, *role)}</option>
                        }).collect_view()}
                    </select>
                </div>
            </div>
            <div class="form-actions"><button class="button">{g.appoint}</button></div>
        </Form>
    }
}
