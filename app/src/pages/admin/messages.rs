//! The Outbox: every message, a filter in the address, fifty a page.

use domain::view::Page;
use domain::view::messages::{Delivery, MessageQuery, MessageRow, Outbox};
use domain::{BroadcastId, Channel, ContactId, MessageState};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::messages::load_outbox;
use crate::components::message_state::{MessageBadge, channel_word, state_word};
use crate::components::messages_tabs::MessagesTabs;
use crate::components::notice::Tone;
use crate::components::{Icon, Loaded, Notice, Pages, When, page_resource};
use crate::locales::fill;
use crate::viewer::use_words;

const HERE: &str = "/admin/messages";

#[component]
pub fn MessagesPage() -> impl IntoView {
    let t = use_words().messages();
    let query = use_query_map();
    let asked = move || {
        query.with(|query| MessageQuery {
            state: query.get_str("state").and_then(|word| word.parse().ok()),
            contact: query.get_str("contact").and_then(|id| id.parse().ok()),
            broadcast: query.get_str("broadcast").and_then(|id| id.parse().ok()),
            cursor: query.get("cursor"),
            before: query.get("before"),
        })
    };
    let data = page_resource(asked, load_outbox);
    view! {
        <Title text=t.title />
        <main id="main" class="page">
            <header class="page-header"><div><h1>{t.title}</h1><p>{t.text}</p></div></header>
            <MessagesTabs />
            <Loaded resource=data let:outbox>
                {
                    let Outbox { page, standing, contact, broadcast } = outbox;
                    let of = Of { contact: contact.as_ref().map(|(id, _)| *id), broadcast: broadcast.as_ref().map(|(id, _)| *id) };
                    let state = untrack(asked).state;
                    let empty = page.items.is_empty();
                    view! {
                        <Standings standing />
                        {contact.map(|(_, name)| view! { <p>{fill(t.of_contact, &[("name", &name)])}" "<a class="link" href=HERE>{t.all}</a></p> })}
                        {broadcast.map(|(id, name)| view! {
                            <p><a href=format!("/admin/broadcasts/{id}")>{fill(t.of_broadcast, &[("name", &name)])}</a>" "<a class="link" href=HERE>{t.all}</a></p>
                        })}
                        <Filters state of />
                        {if empty { view! { <Empty filtered=state.is_some() /> }.into_any() } else { view! { <Table page state of /> }.into_any() }}
                    }
                }
            </Loaded>
        </main>
    }
}

/// Whether each channel goes, and of those that do not, why.
#[component]
fn Standings(standing: Vec<(Channel, Delivery)>) -> impl IntoView {
    let t = use_words();
    let m = t.messages();
    let word = |delivery: &Delivery| match delivery {
        Delivery::Goes => m.goes,
        Delivery::Kept => m.stays,
        Delivery::Stands { .. } => m.stands,
    };
    let said = |(channel, delivery): &(Channel, Delivery)| fill(m.standing, &[("channel", channel_word(t, *channel)), ("standing", word(delivery))]);
    let words: Vec<String> = standing.iter().map(said).collect();
    // A portal that sends e-mails only need not be told each time that it could do more.
    let any_goes = standing.iter().any(|(_, delivery)| *delivery == Delivery::Goes);
    let standing = standing.into_iter().filter(|(_, delivery)| !(any_goes && *delivery == Delivery::Kept));
    view! {
        <p class="muted">{words.join(" · ")}</p>
        {standing.map(|(channel, delivery)| view! { <Standing channel delivery /> }).collect_view()}
    }
}

/// Why a channel does not go.
#[component]
fn Standing(channel: Channel, delivery: Delivery) -> impl IntoView {
    let t = use_words();
    let m = t.messages();
    let [kept_title, kept_text, stands_title, stands_text] = match channel {
        Channel::Email => [m.kept_title, m.kept_text, m.stands_title, m.stands_text],
        Channel::Sms => [m.sms_kept_title, m.sms_kept_text, m.sms_stands_title, m.sms_stands_text],
    };
    match delivery {
        Delivery::Goes => ().into_any(),
        Delivery::Kept => view! { <Notice tone=Tone::Info><strong>{kept_title}</strong><p>{kept_text}</p></Notice> }.into_any(),
        Delivery::Stands { since, why } => view! {
            <Notice tone=Tone::Danger>
                <strong>{stands_title}</strong>
                <p>{fill(stands_text, &[("date", &t.exact(since))])}</p>
                <p><code>{why}</code></p>
            </Notice>
        }
        .into_any(),
    }
}

/// Whose messages are listed, if not everybody's.
#[derive(Clone, Copy, Default)]
struct Of {
    contact: Option<ContactId>,
    broadcast: Option<BroadcastId>,
}

impl Of {
    fn fields(self) -> [Option<(&'static str, String)>; 2] {
        [self.contact.map(|id| ("contact", id.to_string())), self.broadcast.map(|id| ("broadcast", id.to_string()))]
    }
}

/// The list that is asked for: the first page, or, with a name and its value, the one beside a place.
fn address(state: Option<MessageState>, of: Of, place: Option<(&'static str, String)>) -> String {
    let [contact, broadcast] = of.fields();
    let fields = [state.map(|state| ("state", state.word().to_owned())), contact, broadcast, place];
    let query: Vec<String> = fields.into_iter().flatten().map(|(key, value)| format!("{key}={value}")).collect();
    if query.is_empty() { HERE.to_owned() } else { format!("{HERE}?{}", query.join("&")) }
}

#[component]
fn Filters(state: Option<MessageState>, of: Of) -> impl IntoView {
    let words = use_words();
    let t = words.messages();
    view! {
        <form class="toolbar" method="get" action=HERE>
            {of.fields().into_iter().flatten().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view()}
            <select name="state" aria-label=t.state>
                <option value="">{t.any_state}</option>
                {MessageState::ALL.iter().map(|one| view! { <option value=one.word() selected=Some(*one) == state>{state_word(words, *one)}</option> }).collect_view()}
            </select>
            <button class="button">{t.filter}</button>
        </form>
        {state.is_some().then(|| view! { <p class="chips"><a class="link" href=address(None, of, None)>{t.clear}</a></p> })}
    }
}

#[component]
fn Empty(filtered: bool) -> impl IntoView {
    let t = use_words().messages();
    if filtered {
        view! { <div class="empty"><Icon name="mail" /><h2>{t.none_title}</h2></div> }.into_any()
    } else {
        view! { <div class="empty"><Icon name="mail" /><h2>{t.empty_title}</h2><p>{t.empty_text}</p></div> }.into_any()
    }
}

#[component]
fn Table(page: Page<MessageRow>, state: Option<MessageState>, of: Of) -> impl IntoView {
    let t = use_words().messages();
    let Page { items, previous, next } = page;
    let previous = previous.map(|before| address(state, of, Some(("before", before))));
    let next = next.map(|cursor| address(state, of, Some(("cursor", cursor))));
    view! {
        <div class="card flush">
            <table class="table">
                <caption class="visually-hidden">{t.title}</caption>
                <thead><tr><th scope="col">{t.subject}</th><th scope="col">{t.to}</th><th scope="col">{t.state}</th><th scope="col">{t.when}</th></tr></thead>
                <tbody>{items.into_iter().map(|row| view! { <Line row /> }).collect_view()}</tbody>
            </table>
            <Pages first=address(state, of, None) previous next />
        </div>
    }
}

#[component]
fn Line(row: MessageRow) -> impl IntoView {
    let t = use_words().messages();
    let label = fill(t.open, &[("subject", &row.subject), ("name", &row.name)]);
    view! {
        <tr>
            <th scope="row"><a href=format!("{HERE}/{}", row.id) aria-label=label>{row.subject}</a></th>
            <td data-label=t.to><a href=format!("/admin/contacts/{}", row.contact)>{row.name}</a>" "<small class="muted">{row.address}</small></td>
            <td data-label=t.state><MessageBadge state=row.state on_its_way=row.on_its_way /></td>
            <td data-label=t.when><When at=row.settled_at.unwrap_or(row.created_at) /></td>
        </tr>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_what_was_asked_for_and_nothing_else() {
        assert_eq!(address(None, Of::default(), None), HERE);
        assert_eq!(address(Some(MessageState::Failed), Of::default(), Some(("before", "abc".to_owned()))), "/admin/messages?state=failed&before=abc");
    }
}
