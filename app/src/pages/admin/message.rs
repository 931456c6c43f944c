//! One message: where it stands, as it looks, and what can be done.

use domain::view::messages::{MessageCard, MessageRow};
use domain::{Channel, MessageState};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::api::messages::{CancelMessage, RetryMessage, show_message};
use crate::components::message_state::{MessageBadge, channel_word, state_text};
use crate::components::{Done, Form, Icon, Loaded, SmsLength, When, page_resource};
use crate::viewer::use_words;

#[component]
pub fn MessagePage() -> impl IntoView {
    let params = use_params_map();
    let data = page_resource(move || params.with(|params| params.get("id").unwrap_or_default()), show_message);
    view! {
        <main id="main" class="page">
            <Loaded resource=data let:card><Card card /></Loaded>
        </main>
    }
}

#[component]
fn Card(card: MessageCard) -> impl IntoView {
    let t = use_words();
    let m = t.messages();
    let MessageCard { row, text, length } = card;
    let done = vec![("written", m.written), ("retried", m.retried), ("cancelled", m.cancelled_done)];
    let preview = match row.channel {
        Channel::Email => m.preview,
        Channel::Sms => m.sms_preview,
    };
    view! {
        <Title text=row.subject.clone() />
        <header class="page-header">
            <div>
                <nav class="crumbs" aria-label=t.common().breadcrumb><a href="/admin/messages">{m.title}</a></nav>
                <h1>{row.subject.clone()}" "<MessageBadge state=row.state on_its_way=row.on_its_way /></h1>
            </div>
            <Actions row=row.clone() />
        </header>
        <Done texts=done />
        <Facts row=row.clone() />
        <section class="card" aria-labelledby="preview">
            <header><h2 id="preview">{preview}</h2></header>
            <iframe class="mail" data-channel=row.channel.word() title=preview src=format!("/admin/messages/{}/preview", row.id)></iframe>
        </section>
        <section class="card" aria-labelledby="plain">
            <header><h2 id="plain">{m.plain}</h2></header>
            <pre class="mail-text">{text}</pre>
            {length.map(|length| view! { <SmsLength length /> })}
        </section>
    }
}

#[component]
fn Actions(row: MessageRow) -> impl IntoView {
    let m = use_words().messages();
    let (retry, cancel) = (ServerAction::<RetryMessage>::new(), ServerAction::<CancelMessage>::new());
    let id = row.id;
    let again = matches!(row.state, MessageState::Kept | MessageState::Failed | MessageState::Cancelled);
    let waits = row.state == MessageState::Queued && !row.on_its_way;
    view! {
        <div class="actions">
            {again.then(|| view! {
                <Form action=retry class=""><input type="hidden" name="id" value=id.to_string() /><button class="button"><Icon name="refresh" />{m.retry}</button></Form>
            })}
            {waits.then(|| view! {
                <Form action=cancel class=""><input type="hidden" name="id" value=id.to_string() /><button class="button"><Icon name="close" />{m.cancel}</button></Form>
            })}
        </div>
    }
}

#[component]
fn Facts(row: MessageRow) -> impl IntoView {
    let t = use_words();
    let m = t.messages();
    let said = state_text(t, &row);
    view! {
        <section class="card" aria-label=m.state>
            <p>{said}</p>
            <dl class="facts">
                <div><dt>{m.contact}</dt><dd><a href=format!("/admin/contacts/{}", row.contact)>{row.name}</a></dd></div>
                <div><dt>{m.channel}</dt><dd>{channel_word(t, row.channel)}</dd></div>
                <div><dt>{m.address}</dt><dd>{row.address}</dd></div>
                <div><dt>{m.created}</dt><dd><When at=row.created_at /></dd></div>
                {row.answer.map(|answer| view! { <div><dt>{m.answer}</dt><dd><code>{answer}</code></dd></div> })}
            </dl>
        </section>
    }
}
