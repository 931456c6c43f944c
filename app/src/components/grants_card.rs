//! A contact's offers: what was granted, until when, and granting another one.

use domain::view::offers::{ContactGrants, GrantRow};
use domain::{ContactId, GrantState, OfferId};
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use super::grant_badge::{GrantBadge, period};
use super::offer_options::OfferOptions;
use super::{Done, Form, Icon, Loaded, Modal, Outcome, page_resource};
use crate::api::offers::{EndGrant, GrantOffer, RevokeGrant, SetGrantEnd, load_grants};
use crate::locales::fill;
use crate::viewer::use_words;

/// Loads by itself: put it where the page always has it. Its dialogs are `?dialog=grant-end&grant=…` and
/// `?dialog=revoke-grant&grant=…` of the page it stands on; what it did comes back as `?done=…`.
#[component]
pub fn GrantsCard(contact: ContactId) -> impl IntoView {
    let o = use_words().offers();
    let here = use_location().pathname;
    let data = page_resource(move || contact, load_grants);
    let done = vec![
        ("granted", o.done_granted),
        ("grant-ended", o.done_grant_ended),
        ("grant-revoked", o.done_grant_revoked),
        ("grant-changed", o.done_grant_changed),
    ];
    view! {
        <section class="card" id="grants" aria-labelledby="grants-title">
            <header><h2 id="grants-title">{o.grants}</h2></header>
            <Done texts=done />
            <Loaded resource=data let:found><Grants contact found here /></Loaded>
        </section>
    }
}

#[component]
fn Grants(contact: ContactId, found: ContactGrants, here: Memo<String>) -> impl IntoView {
    let o = use_words().offers();
    let query = use_query_map();
    let ContactGrants { grants, grantable } = found;
    let end = ServerAction::<EndGrant>::new();
    let nobody = grants.is_empty();
    let rows = grants.iter().cloned().map(|grant| view! { <Row grant end here /> }).collect_view();
    let dialog = move || {
        let (kind, id) = query.with(|query| (query.get("dialog"), query.get("grant")));
        let grant = grants.iter().find(|grant| Some(grant.id.to_string()) == id)?.clone();
        match kind?.as_str() {
            "grant-end" => Some(view! { <EndDialog grant here /> }.into_any()),
            "revoke-grant" => Some(view! { <RevokeDialog grant here /> }.into_any()),
            _ => None,
        }
    };
    view! {
        <Outcome action=end />
        {if nobody {
            view! { <div class="empty"><Icon name="gift" /><h3>{o.grants_empty}</h3><p>{o.grants_empty_text}</p></div> }.into_any()
        } else {
            view! { <ul class="list">{rows}</ul> }.into_any()
        }}
        <GrantAnother contact grantable has_some=!nobody here />
        {dialog}
    }
}

#[component]
fn Row(grant: GrantRow, end: ServerAction<EndGrant>, here: Memo<String>) -> impl IntoView {
    let t = use_words();
    let o = t.offers();
    let id = grant.id;
    let runs = matches!(grant.state, GrantState::Active { .. } | GrantState::Scheduled { .. });
    let revoked = matches!(grant.state, GrantState::Revoked { .. });
    let dialog = move |kind: &'static str| move || format!("{}?dialog={kind}&grant={id}", here.get());
    let revoke = runs.then(|| {
        view! {
            <ActionForm action=end>
                <input type="hidden" name="grant" value=id.to_string() />
                <input type="hidden" name="back" value=here />
                <button><Icon name="clock" />{o.end_now}</button>
            </ActionForm>
            <hr />
            <a class="danger" href=dialog("revoke-grant") data-noscroll=true><Icon name="close" />{o.revoke}</a>
        }
    });
    let menu = (!revoked).then(|| {
        view! {
            <details class="menu end" name="grants">
                <summary class="button quiet icon-only" aria-label=fill(o.actions_for, &[("title", &grant.title)])><Icon name="more" /></summary>
                <div class="menu-panel">
                    <a href=dialog("grant-end") data-noscroll=true><Icon name="edit" />{if runs { o.set_end } else { o.extend }}</a>
                    {revoke}
                </div>
            </details>
        }
    });
    view! {
        <li>
            <Icon name="gift" />
            <div class="grow">
                <strong><a href=format!("/admin/offers/{}", grant.offer)>{grant.title.clone()}</a></strong>
                <GrantBadge state=grant.state />
                <p>{period(t, grant.starts_at, grant.state)}</p>
                {(runs && !grant.published).then(|| view! { <p>{o.draft_opens_nothing}</p> })}
            </div>
            {menu}
        </li>
    }
}

#[component]
fn EndDialog(grant: GrantRow, here: Memo<String>) -> impl IntoView {
    let t = use_words();
    let o = t.offers();
    let action = ServerAction::<SetGrantEnd>::new();
    view! {
        <Modal title=fill(o.end_title, &[("title", &grant.title)]) close=here.get_untracked() small=true>
            <Form action>
                <div class="dialog-body">
                    <input type="hidden" name="grant" value=grant.id.to_string() />
                    <input type="hidden" name="back" value=here />
                    <div class="field">
                        <label for="last-day">{o.last_day}" "<span class="optional">{t.common().optional}</span></label>
                        <p class="hint" id="last-day-hint">{o.last_day_hint}</p>
                        <input class="short" id="last-day" name="last_day" type="date" aria-describedby="last-day-hint" value=grant.last_day().map(domain::Timestamp::date) />
                    </div>
                </div>
                <footer><a class="button quiet" href=here data-noscroll=true>{t.common().cancel}</a><button class="button primary">{t.common().save}</button></footer>
            </Form>
        </Modal>
    }
}

#[component]
fn RevokeDialog(grant: GrantRow, here: Memo<String>) -> impl IntoView {
    let t = use_words();
    let o = t.offers();
    let action = ServerAction::<RevokeGrant>::new();
    view! {
        <Modal title=fill(o.revoke_title, &[("title", &grant.title)]) close=here.get_untracked() small=true>
            <Form action>
                <div class="dialog-body">
                    <input type="hidden" name="grant" value=grant.id.to_string() />
                    <input type="hidden" name="back" value=here />
                    <p>{o.revoke_text}</p>
                </div>
                <footer><a class="button quiet" href=here data-noscroll=true>{t.common().cancel}</a><button class="button primary danger">{o.revoke_now}</button></footer>
            </Form>
        </Modal>
    }
}

#[component]
fn GrantAnother(contact: ContactId, grantable: Vec<(OfferId, String)>, has_some: bool, here: Memo<String>) -> impl IntoView {
    let o = use_words().offers();
    let action = ServerAction::<GrantOffer>::new();
    if grantable.is_empty() {
        let text = if has_some { o.grant_nothing } else { o.grant_none };
        return view! { <p class="muted small">{text}" "<a href="/admin/offers">{o.title}</a></p> }.into_any();
    }
    view! {
        <Form action>
            <input type="hidden" name="contact" value=contact.to_string() />
            <input type="hidden" name="back" value=here />
            <div class="field">
                <label for="grant-offer">{o.grant_label}</label>
                <div class="row">
                    <select class="grow" id="grant-offer" name="offer" required><option value="">{o.choose_offer}</option><OfferOptions offers=grantable /></select>
                    <button class="button">{o.grant}</button>
                </div>
            </div>
        </Form>
    }
    .into_any()
}
