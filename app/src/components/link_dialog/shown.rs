//! With a link: its address to copy, how long it works, its QR code; or why it is dead.

use domain::LinkId;
use domain::view::links::{LinkCard, LinkUrl};
use leptos::prelude::*;

use super::{Confirm, Picked, Place, ViewAsForm};
use crate::api::links::show_link;
use crate::components::copy::CopyBox;
use crate::components::link_state::{LinkBadge, destination_text, state_text};
use crate::components::modal::focus_on_arrival;
use crate::components::notice::Tone;
use crate::components::{Icon, Loaded, Notice, page_resource};
use crate::locales::fill;
use crate::viewer::{use_now, use_words};

#[component]
pub fn Shown(place: Place, link: LinkId) -> impl IntoView {
    let data = page_resource(move || link, show_link);
    view! {
        <Loaded resource=data let:card>
            {
                // The link knows whose it is; the address may not.
                let place = Place { contact: Some(card.contact.id), ..place.clone() };
                match card.url.clone() {
                    Some(url) => view! { <Live card url place /> }.into_any(),
                    None => view! { <Dead card place /> }.into_any(),
                }
            }
        </Loaded>
    }
}

#[component]
fn Live(card: LinkCard, url: LinkUrl, place: Place) -> impl IntoView {
    let t = use_words();
    let LinkCard { row, contact, .. } = card;
    let id = contact.id;
    let until = row.expires_at;
    let works = fill(t.links().works_until, &[("exact", &t.exact(until)), ("relative", &t.relative(until, use_now()))]);
    let uses = fill(t.links().uses_of, &[("uses", &t.number(row.uses)), ("limit", &t.number(row.use_limit))]);
    let leads_to = destination_text(t, &row);
    view! {
        <div class="dialog-body">
            <Picked contact />
            <CopyBox value=url.text label=t.links().magic_link action=t.links().copy_link main=true />
            <p class="hint"><time datetime=until.iso()>{works}</time></p>
            <dl class="facts">
                <div><dt>{t.links().leads_to}</dt><dd>{leads_to}</dd></div>
                <div><dt>{t.links().used}</dt><dd>{uses}</dd></div>
            </dl>
            <figure class="qr" inner_html=format!("{}<figcaption>{}</figcaption>", url.qr, t.links().qr)></figure>
            <Notice tone=Tone::Info><p>{t.links().private_window}</p></Notice>
        </div>
        <footer>
            <button class="button quiet" form="view-as"><Icon name="eye" />{t.links().view_as}</button>
            <a class="button" href=place.clone().with_confirm(Confirm::Regenerate).href() data-noscroll=true>{t.links().regenerate}</a>
            <a class="button danger" href=place.with_confirm(Confirm::Revoke).href() data-noscroll=true>{t.links().revoke}</a>
        </footer>
        <ViewAsForm contact=id />
    }
}

#[component]
fn Dead(card: LinkCard, place: Place) -> impl IntoView {
    let t = use_words();
    focus_on_arrival();
    let state = card.row.state;
    let leads_to = destination_text(t, &card.row);
    view! {
        <div class="dialog-body">
            <Picked contact=card.contact />
            <Notice tone=Tone::Warning><strong>{t.links().dead}</strong><p>{state_text(t, state)}</p></Notice>
            <dl class="facts">
                <div><dt>{t.links().state}</dt><dd><LinkBadge state /></dd></div>
                <div><dt>{t.links().leads_to}</dt><dd>{leads_to}</dd></div>
            </dl>
        </div>
        <footer>
            <a class="button quiet" href=place.way_back() data-noscroll=true>{t.common().close}</a>
            <a class="button primary" href=place.without_link().href() data-noscroll=true>{t.links().generate_another}</a>
        </footer>
    }
}
