//! The dialogs of a community's page; its address says which one is open.

use domain::GroupId;
use domain::view::groups::{ChannelEdit, GroupEdit};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::channels::AccessField;
use crate::api::groups::{ChangeChannel, DeleteChannel, DeleteGroup};
use crate::components::{Form, Icon, Modal};
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn Dialogs(group: GroupEdit) -> impl IntoView {
    let query = use_query_map();
    let chosen = Memo::new(move |_| query.with(|query| (query.get("dialog").unwrap_or_default(), query.get("channel").unwrap_or_default())));
    move || {
        let (dialog, channel) = chosen.get();
        let channel = group.channels.iter().find(|found| found.id.to_string() == channel).cloned();
        match (dialog.as_str(), channel) {
            ("delete", _) => view! { <Delete id=group.id title=group.title.clone() /> }.into_any(),
            ("channel", Some(channel)) => view! { <Change group=group.id channel /> }.into_any(),
            ("delete-channel", Some(channel)) => view! { <DeleteOne group=group.id channel /> }.into_any(),
            _ => ().into_any(),
        }
    }
}

fn page(group: GroupId) -> String {
    format!("/admin/communities/{group}")
}

#[component]
fn Delete(id: GroupId, title: String) -> impl IntoView {
    let t = use_words();
    let g = t.groups();
    let delete = ServerAction::<DeleteGroup>::new();
    let back = page(id);
    view! {
        <Modal title=fill(g.delete_title, &[("title", &title)]) close=back.clone() small=true>
            <Form action=delete class="">
                <input type="hidden" name="id" value=id.to_string() />
                <div class="dialog-body"><p>{g.delete_text}</p></div>
                <footer>
                    <a class="button quiet" href=back data-noscroll=true>{t.common().cancel}</a>
                    <button class="button primary danger">{g.delete}</button>
                </footer>
            </Form>
        </Modal>
    }
}

#[component]
fn Change(group: GroupId, channel: ChannelEdit) -> impl IntoView {
    let t = use_words();
    let g = t.groups();
    let change = ServerAction::<ChangeChannel>::new();
    let back = page(group);
    let delete = format!("{back}?dialog=delete-channel&channel={}", channel.id);
    view! {
        <Modal title=fill(g.change_channel, &[("title", &channel.title)]) close=back.clone() small=true>
            <Form action=change class="">
                <input type="hidden" name="id" value=channel.id.to_string() />
                <div class="dialog-body">
                    <div class="field">
                        <label for="channel-title">{g.channel_title}</label>
                        <input id="channel-title" name="title" required maxlength="120" autocomplete="off" value=channel.title.clone() prop:value=channel.title />
                    </div>
                    <AccessField id="channel-access" access=channel.access />
                    <p><a class="button danger small" href=delete data-noscroll=true><Icon name="trash" />{g.delete_channel}</a></p>
                </div>
                <footer>
                    <a class="button quiet" href=back data-noscroll=true>{t.common().cancel}</a>
                    <button class="button primary">{t.common().save}</button>
                </footer>
            </Form>
        </Modal>
    }
}

#[component]
fn DeleteOne(group: GroupId, channel: ChannelEdit) -> impl IntoView {
    let t = use_words();
    let g = t.groups();
    let delete = ServerAction::<DeleteChannel>::new();
    let back = page(group);
    view! {
        <Modal title=fill(g.delete_channel_title, &[("title", &channel.title)]) close=back.clone() small=true>
            <Form action=delete class="">
                <input type="hidden" name="id" value=channel.id.to_string() />
                <div class="dialog-body"><p>{g.delete_channel_text}</p></div>
                <footer>
                    <a class="button quiet" href=back data-noscroll=true>{t.common().cancel}</a>
                    <button class="button primary danger">{g.delete_channel}</button>
                </footer>
            </Form>
        </Modal>
    }
}
