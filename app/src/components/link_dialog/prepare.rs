//! Before there is a link: what the contact will see with one (L7), where it is to lead (L2), or why it cannot be (L6).

use domain::view::links::{PreFlight, ReachableProduct};
use domain::{Channel, ContactId, ContactState, Destination, Lang};
use leptos::prelude::*;

use super::{Picked, Place, ViewAsForm};
use crate::api::links::{GenerateLink, load_pre_flight};
use crate::api::offers::GrantOffer;
use crate::components::modal::focus_on_arrival;
use crate::components::notice::Tone;
use crate::components::offer_options::OfferOptions;
use crate::components::{Form, Icon, Loaded, Notice, page_resource};
use crate::locales::fill;
use crate::viewer::use_words;

/// Products that the list names; beyond, it says how many more.
const NAMED: usize = 12;

#[component]
pub fn Prepare(place: Place, contact: ContactId) -> impl IntoView {
    let data = page_resource(move || contact, load_pre_flight);
    view! {
        <Loaded resource=data let:flight>
            {if flight.contact.state == ContactState::Disabled {
                view! { <Disabled flight place=place.clone() /> }.into_any()
            } else if flight.offers.is_empty() {
                view! { <Grant flight place=place.clone() /> }.into_any()
            } else {
                view! { <Ready flight place=place.clone() /> }.into_any()
            }}
        </Loaded>
    }
}

#[component]
fn Ready(flight: PreFlight, place: Place) -> impl IntoView {
    let t = use_words();
    let action = ServerAction::<GenerateLink>::new();
    focus_on_arrival();
    let contact = flight.contact.id;
    let has_number = flight.contact.phone.is_some();
    let current = flight.current.map(|link| place.clone().with_link(link).href());
    view! {
        <Form action>
            <input type="hidden" name="contact" value=contact.to_string() />
            <input type="hidden" name="from" value=place.origin() />
            <div class="dialog-body">
                <Picked contact=flight.contact.clone() />
                {current.map(|href| view! {
                    <div class="banner" data-tone="info" role="status">
                        <Icon name="link" />
                        <div><p>{t.count(flight.live_links, t.links().live_one, t.links().live_many)}</p></div>
                        <div class="actions"><a class="button small" href=href data-noscroll=true>{t.links().copy_current}</a></div>
                    </div>
                })}
                <div class="field">
                    <label for="destination">{t.links().leads_to}</label>
                    <Destinations
                        products=flight.products.clone()
                        groups=flight.groups.clone()
                        menus=flight.menus.clone()
                        chosen=place.destination.clone()
                    />
                </div>
                <WillSee flight />
                {(!has_number).then(|| view! {
                    <p class="hint" id="without-number">
                        {t.links().without_number}" "<a class="link" href=format!("/admin/contacts/{contact}/edit")>{t.links().edit_contact}</a>
                    </p>
                })}
            </div>
            <footer>
                // The first in the form is the one that Enter presses; it stands last.
                <button class="button primary last" autofocus=true aria-busy=move || action.pending().get().then_some("true")>{t.links().generate_short}</button>
                <button class="button quiet" form="view-as"><Icon name="eye" />{t.links().view_as}</button>
                <a class="button quiet" href=place.way_back() data-noscroll=true>{t.common().cancel}</a>
                <SendBy channel=Channel::Email enabled=true />
                <SendBy channel=Channel::Sms enabled=has_number />
            </footer>
        </Form>
        <ViewAsForm contact />
    }
}

/// Sends the link instead of showing it.
#[component]
fn SendBy(channel: Channel, enabled: bool) -> impl IntoView {
    let t = use_words().links();
    let (icon, text) = match channel {
        Channel::Email => ("mail", t.send_by_mail),
        Channel::Sms => ("phone", t.send_by_sms),
    };
    view! {
        <button class="button" name="send" value=channel.word() disabled=!enabled aria-describedby=(!enabled).then_some("without-number")>
            <Icon name=icon />{text}
        </button>
    }
}

/// Home, Courses, Communities, and every menu entry, product, lesson and group the contact can reach.
#[component]
fn Destinations(products: Vec<ReachableProduct>, groups: Vec<(String, String)>, menus: Vec<(String, [String; 2])>, chosen: Destination) -> impl IntoView {
    let words = use_words();
    let t = words.links();
    let menus = menus.into_iter().map(|(slug, [english, french])| (slug, if words.lang == Lang::Fr { french } else { english }));
    let option = move |place: Destination, text: String| view! { <option value=place.to_string() selected=place == chosen>{text}</option> };
    view! {
        <select id="destination" name="destination">
            {option(Destination::Home, t.home.to_owned())}
            {option(Destination::Courses, t.courses.to_owned())}
            {menus.map(|(slug, label)| option(Destination::Menu(slug), fill(t.menu_entry, &[("label", &label)]))).collect_view()}
            {products.into_iter().map(|product| {
                let whole = Destination::Product(product.slug.clone());
                view! {
                    <optgroup label=product.title.clone()>
                        {option(whole, fill(t.whole_course, &[("title", &product.title)]))}
                        {product.lessons.into_iter().map(|(slug, title)| option(Destination::Lesson(product.slug.clone(), slug), title)).collect_view()}
                    </optgroup>
                }
            }).collect_view()}
            {(!groups.is_empty()).then(|| view! {
                <optgroup label=words.common().communities>
                    {option(Destination::Communities, t.all_communities.to_owned())}
                    {groups.into_iter().map(|(slug, title)| option(Destination::Group(slug), title)).collect_view()}
                </optgroup>
            })}
        </select>
    }
}

/// Offers with their ends, and the courses they open.
#[component]
fn WillSee(flight: PreFlight) -> impl IntoView {
    let t = use_words();
    let n = |n: usize| domain::count(n);
    let more = flight.products.len().saturating_sub(NAMED);
    let nothing = flight.products.is_empty() && flight.groups.is_empty();
    view! {
        <section class="preflight" aria-labelledby="will-see">
            <h3 id="will-see">{fill(t.links().will_see, &[("name", &flight.contact.name)])}</h3>
            <ul>
                {flight.offers.into_iter().map(|(title, until)| view! {
                    <li>
                        <Icon name="gift" />{title}
                        <small>{until.map_or(t.links().for_good.to_owned(), |at| fill(t.links().until, &[("date", &t.date(at))]))}</small>
                    </li>
                }).collect_view()}
                {flight.products.into_iter().take(NAMED).map(|product| view! {
                    <li><Icon name="book" />{product.title}<small>{t.count(n(product.lessons.len()), t.links().lesson, t.links().lessons)}</small></li>
                    {product.waiting.into_iter().map(|(title, gate)| view! { <li><Icon name="clock" />{title}<small>{t.opens_for(gate)}</small></li> }).collect_view()}
                }).collect_view()}
                {flight.groups.into_iter().map(|(_, title)| view! { <li><Icon name="users" />{title}</li> }).collect_view()}
            </ul>
            {(more > 0).then(|| view! { <p class="hint">{t.count(n(more), t.links().more_course, t.links().more_courses)}</p> })}
            {nothing.then(|| view! { <p class="hint">{t.links().no_course_yet}</p> })}
        </section>
    }
}

/// The contact cannot sign in at all.
#[component]
fn Disabled(flight: PreFlight, place: Place) -> impl IntoView {
    let t = use_words();
    focus_on_arrival();
    let href = format!("/admin/contacts/{}", flight.contact.id);
    let text = fill(t.links().is_disabled, &[("name", &flight.contact.name)]);
    view! {
        <div class="dialog-body">
            <Picked contact=flight.contact />
            <Notice tone=Tone::Warning><strong>{text}</strong><p>{t.links().is_disabled_hint}</p></Notice>
        </div>
        <footer>
            <a class="button quiet" href=place.way_back() data-noscroll=true>{t.common().cancel}</a>
            <a class="button primary" href=href>{t.links().open_contact}</a>
        </footer>
    }
}

/// Nothing is granted: says so, and grants an offer in place (L6).
#[component]
fn Grant(flight: PreFlight, place: Place) -> impl IntoView {
    let t = use_words();
    focus_on_arrival();
    let text = fill(t.links().no_offer, &[("name", &flight.contact.name)]);
    let contact = flight.contact.id;
    let action = ServerAction::<GrantOffer>::new();
    let explained = view! {
        <Picked contact=flight.contact />
        <Notice tone=Tone::Warning><strong>{text}</strong><p>{t.links().no_offer_hint}</p></Notice>
    };
    let cancel = view! { <a class="button quiet" href=place.way_back() data-noscroll=true>{t.common().cancel}</a> };
    if flight.grantable.is_empty() {
        return view! {
            <div class="dialog-body">{explained}<p>{t.links().no_published_offer}</p></div>
            <footer>{cancel}<a class="button primary" href="/admin/offers">{t.links().to_offers}</a></footer>
        }
        .into_any();
    }
    view! {
        <Form action>
            <input type="hidden" name="contact" value=contact.to_string() />
            <input type="hidden" name="back" value=place.href() />
            <div class="dialog-body">
                {explained}
                <div class="field">
                    <label for="offer">{t.links().offer}</label>
                    <select id="offer" name="offer" required=true><OfferOptions offers=flight.grantable /></select>
                </div>
            </div>
            <footer>{cancel}<button class="button primary" aria-busy=move || action.pending().get().then_some("true")>{t.links().grant_and_go_on}</button></footer>
        </Form>
    }
    .into_any()
}
