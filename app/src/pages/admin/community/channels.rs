//! The channels of a community: their order, whom the private ones are for, and a new one.

use domain::view::groups::ChannelEdit;
use domain::{ChannelAccess, GroupId};
use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::api::groups::{CreateChannel, LetIn, MoveChannel, PutOut};
use crate::components::reorder::MoveButtons;
use crate::components::{Form, Icon, Outcome};
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn Channels(group: GroupId, channels: Vec<ChannelEdit>) -> impl IntoView {
    let g = use_words().groups();
    let (step, create) = (ServerAction::<MoveChannel>::new(), ServerAction::<CreateChannel>::new());
    let last = channels.len().saturating_sub(1);
    let nothing = channels.is_empty();
    view! {
        <section class="stack" aria-labelledby="channels">
            <h2 id="channels">{g.channels}</h2>
            <Outcome action=step />
            {nothing.then(|| view! { <p class="muted">{g.no_channels}</p> })}
            {(!nothing).then(|| view! {
                <div class="card">
                    <ol class="reorder">
                        {channels.into_iter().enumerate().map(|(n, channel)| view! { <Channel group channel step first=n == 0 last=n == last /> }).collect_view()}
                    </ol>
                </div>
            })}
            <section class="card" aria-labelledby="add-channel">
                <header><h3 id="add-channel">{g.add_channel}</h3></header>
                <Form action=create>
                    <input type="hidden" name="group" value=group.to_string() />
                    <div class="fields">
                        <div class="field"><label for="new-channel">{g.channel_title}</label><input id="new-channel" name="title" required maxlength="120" autocomplete="off" /></div>
                        <AccessField id="new-access" access=ChannelAccess::Open />
                    </div>
                    <div class="form-actions"><button class="button"><Icon name="plus" />{g.add_channel}</button></div>
                </Form>
            </section>
        </section>
    }
}

/// The field `access`.
#[component]
pub fn AccessField(id: &'static str, access: ChannelAccess) -> impl IntoView {
    let g = use_words().groups();
    let option = move |choice: ChannelAccess, words: &'static str| view! { <option value=choice.word() selected=choice == access>{words}</option> };
    view! {
        <div class="field">
            <label for=id>{g.access}</label>
            <select id=id name="access">{option(ChannelAccess::Open, g.access_open)}{option(ChannelAccess::Private, g.access_private)}</select>
        </div>
    }
}

#[component]
fn Channel(group: GroupId, channel: ChannelEdit, step: ServerAction<MoveChannel>, first: bool, last: bool) -> impl IntoView {
    let t = use_words();
    let g = t.groups();
    let named = |text: &str| fill(text, &[("title", &channel.title)]);
    let (up, down, change) = (named(g.move_up), named(g.move_down), named(g.change_channel));
    let private = channel.access == ChannelAccess::Private;
    let href = format!("/admin/communities/{group}?dialog=channel&channel={}", channel.id);
    view! {
        <li>
            <div class="reorder-row">
                <div class="grow">
                    <strong class="row">{private.then(|| view! { <Icon name="lock" /> })}{channel.title.clone()}</strong>
                    {private.then(|| view! { <p class="muted small">{g.access_private}</p> })}
                </div>
                <a class="button quiet small" href=href aria-label=change data-noscroll=true>{g.change}</a>
                <MoveButtons action=step id=channel.id.to_string() up down first last />
            </div>
            {private.then(|| view! { <Chosen channel /> })}
        </li>
    }
}

/// Whom a private channel is for.
#[component]
fn Chosen(channel: ChannelEdit) -> impl IntoView {
    let g = use_words().groups();
    let (let_in, put_out) = (ServerAction::<LetIn>::new(), ServerAction::<PutOut>::new());
    let id = channel.id.to_string();
    let (field, field_id) = (format!("let-in-{id}"), format!("let-in-{id}"));
    let row = {
        let (id, title) = (id.clone(), channel.title.clone());
        move |(contact, name): (domain::ContactId, String)| {
            let (id, label) = (id.clone(), fill(g.put_out, &[("name", &name), ("title", &title)]));
            view! {
                <li>
                    <span class="grow">{name}</span>
                    <ActionForm action=put_out>
                        <input type="hidden" name="channel" value=id />
                        <input type="hidden" name="contact" value=contact.to_string() />
                        <button class="button quiet icon-only" aria-label=label><Icon name="close" /></button>
                    </ActionForm>
                </li>
            }
        }
    };
    view! {
        <div class="channel-members">
            <Outcome action=put_out />
            <ul class="list">{channel.members.into_iter().map(row).collect_view()}</ul>
            <Form action=let_in>
                <input type="hidden" name="channel" value=id />
                <div class="field">
                    <label for=field>{g.email}</label>
                    <p class="hint">{g.let_in_hint}</p>
                    <input id=field_id name="email" type="email" required autocomplete="off" />
                </div>
                <div class="form-actions"><button class="button small">{g.let_in}</button></div>
            </Form>
        </div>
    }
}
