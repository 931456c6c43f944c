//! What opens over a broadcast's page: the preview for one contact, and the questions before what cannot be undone.

use domain::view::broadcasts::BroadcastDetails;
use domain::{BroadcastId, BroadcastState, ContactId, Lang};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::address;
use crate::api::broadcasts::{DeleteBroadcast, StartBroadcast, StopBroadcast};
use crate::api::contacts::show_contact;
use crate::components::contact_picker::ContactPicker;
use crate::components::{Form, Loaded, Modal, page_resource};
use crate::locales::fill;
use crate::viewer::use_words;

/// The dialog that the address names, if the broadcast's state allows it.
#[component]
pub fn Dialogs(broadcast: BroadcastDetails) -> impl IntoView {
    let query = use_query_map();
    let BroadcastDetails { id, state, count, .. } = broadcast;
    let asked = Memo::new(move |_| query.with(|query| (query.get("dialog"), query.get("contact").and_then(|id| id.parse::<ContactId>().ok()))));
    let before = matches!(state, BroadcastState::Draft | BroadcastState::Scheduled);
    move || {
        let (dialog, contact) = asked.get();
        match dialog.as_deref() {
            Some("preview") => match contact {
                Some(contact) => view! { <Preview id contact /> }.into_any(),
                None => view! { <Pick id /> }.into_any(),
            },
            Some("send") if before => view! { <Send id count=count.unwrap_or_default() /> }.into_any(),
            Some("stop") if state.is_under_way() => view! { <Stop id /> }.into_any(),
            Some("delete") if state == BroadcastState::Draft => view! { <Delete id /> }.into_any(),
            _ => ().into_any(),
        }
    }
}

#[component]
fn Pick(id: BroadcastId) -> impl IntoView {
    let b = use_words().broadcasts();
    let query = use_query_map();
    let typed = query.with_untracked(|query| query.get("q").unwrap_or_default());
    view! {
        <Modal title=b.preview.to_owned() close=address(id, None)>
            <div class="dialog-body">
                <p>{b.preview_pick}</p>
                <ContactPicker typed action=address(id, None) kept=vec![("dialog", "preview")] href=move |(contact,): (ContactId,)| format!("{}&contact={contact}", address(id, Some("preview"))) />
            </div>
        </Modal>
    }
}

#[component]
fn Preview(id: BroadcastId, contact: ContactId) -> impl IntoView {
    let t = use_words();
    let b = t.broadcasts();
    let found = page_resource(move || contact, |contact| show_contact(contact.to_string()));
    view! {
        <Modal title=b.preview.to_owned() close=address(id, None)>
            <div class="dialog-body">
                <Loaded resource=found let:found>
                    {
                        let title = fill(b.preview_of, &[("name", &found.name)]);
                        view! { <p><strong>{title.clone()}</strong></p><iframe class="mail" title=title src=format!("/admin/broadcasts/{id}/preview?contact={contact}")></iframe> }
                    }
                </Loaded>
            </div>
            <footer>
                <a class="button quiet" href=address(id, Some("preview")) data-noscroll=true>{b.preview_other}</a>
                <a class="button primary" href=address(id, None) data-noscroll=true>{t.common().close}</a>
            </footer>
        </Modal>
    }
}

#[component]
fn Send(id: BroadcastId, count: u32) -> impl IntoView {
    let t = use_words();
    let b = t.broadcasts();
    let action = ServerAction::<StartBroadcast>::new();
    view! {
        <Modal title=t.count(count, b.send_title_one, b.send_title_many) close=address(id, None) small=true>
            <Form action>
                <div class="dialog-body"><input type="hidden" name="id" value=id.to_string() /><p>{b.send_text}</p></div>
                <footer>
                    <a class="button quiet" href=address(id, None) data-noscroll=true>{t.common().cancel}</a>
                    <button class="button primary" aria-busy=move || action.pending().get().then_some("true")>{b.send_confirm}</button>
                </footer>
            </Form>
        </Modal>
    }
}

#[component]
fn Stop(id: BroadcastId) -> impl IntoView {
    let t = use_words();
    let b = t.broadcasts();
    let action = ServerAction::<StopBroadcast>::new();
    view! {
        <Modal title=b.stop_title.to_owned() close=address(id, None) small=true>
            <Form action>
                <div class="dialog-body"><input type="hidden" name="id" value=id.to_string() /><p>{b.stop_text}</p></div>
                <footer>
                    <a class="button quiet" href=address(id, None) data-noscroll=true>{t.common().cancel}</a>
                    <button class="button primary danger">{b.stop_confirm}</button>
                </footer>
            </Form>
        </Modal>
    }
}

#[component]
fn Delete(id: BroadcastId) -> impl IntoView {
    let t = use_words();
    let b = t.broadcasts();
    let action = ServerAction::<DeleteBroadcast>::new();
    view! {
        <Modal title=b.delete_title.to_owned() close=address(id, None) small=true>
            <Form action>
                <div class="dialog-body"><input type="hidden" name="id" value=id.to_string() /><p>{b.delete_text}</p></div>
                <footer>
                    <a class="button quiet" href=address(id, None) data-noscroll=true>{t.common().cancel}</a>
                    <button class="button primary danger">{b.delete}</button>
                </footer>
            </Form>
        </Modal>
    }
}

/// What is written, in each language, as a mail program shows it.
#[component]
pub fn Written(id: BroadcastId, languages: Vec<Lang>) -> impl IntoView {
    let b = use_words().broadcasts();
    let frames = languages.into_iter().map(|lang| {
        let title = format!("{} ({})", b.preview, lang.name());
        view! { <iframe class="mail" title=title src=format!("/admin/broadcasts/{id}/preview?lang={lang}")></iframe> }
    });
    view! {
        <section class="card" aria-labelledby="what">
            <header><h2 id="what">{b.what}</h2></header>
            <div class="stack">{frames.collect_view()}</div>
        </section>
    }
}
