//! An offer: what is in it, who has it.

use domain::view::Page;
use domain::view::audit::{Action, AuditRow};
use domain::view::offers::{HolderRow, OfferDetails};
use domain::{GrantId, OfferId, Problem, Publication};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::offers::{ChangeOffer, DeleteOffer, load_offer};
use crate::components::grant_badge::period;
use crate::components::publication::PublicationBadge;
use crate::components::{Done, Form, GrantBadge, Icon, Loaded, Modal, OfferFields, Pages, When, page_resource};
use crate::locales::{Words, fill};
use crate::pages::admin::offers::holders_text;
use crate::viewer::use_words;

#[component]
pub fn OfferPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let id = move || params.with(|params| params.get("id")).and_then(|id| id.parse::<OfferId>().ok());
    let grant = move |key: &str| query.with(|query| query.get(key)).and_then(|id| id.parse::<GrantId>().ok());
    let offer = page_resource(
        move || (id(), grant("cursor"), grant("before")),
        |(id, cursor, before)| async move { load_offer(id.ok_or(Problem::NotFound)?, cursor, before).await },
    );
    view! { <main id="main" class="page"><Loaded resource=offer let:offer><Body offer /></Loaded></main> }
}

#[component]
fn Body(offer: OfferDetails) -> impl IntoView {
    let t = use_words();
    let o = t.offers();
    let query = use_query_map();
    let OfferDetails { id, form, created_at, choices, active, unused, holders, history } = offer;
    let (title, state) = (form.title.clone(), form.state);
    let delete = {
        let title = title.clone();
        move || (query.with(|query| query.get("dialog")).as_deref() == Some("delete")).then(|| view! { <DeleteDialog id title=title.clone() /> })
    };
    let action = ServerAction::<ChangeOffer>::new();
    view! {
        <Title text=title.clone() />
        <header class="page-header">
            <div>
                <nav class="crumbs" aria-label=t.common().breadcrumb><a href="/admin/offers">{o.title}</a></nav>
                <h1>{title}" "<PublicationBadge state /></h1>
            </div>
        </header>
        <Done texts=vec![("created", if state == Publication::Draft { o.created_draft } else { o.created }), ("saved", o.saved)] />
        <div class="columns">
            <div class="stack">
                <section class="card" aria-labelledby="details">
                    <header><h2 id="details">{o.details}</h2></header>
                    <Form action>
                        <input type="hidden" name="offer" value=id.to_string() />
                        <OfferFields form choices />
                        <div class="form-actions"><button class="button primary">{t.common().save}</button></div>
                    </Form>
                </section>
                <Holders id holders />
            </div>
            <aside class="stack">
                <section class="card" aria-labelledby="facts">
                    <header><h2 id="facts">{o.facts}</h2></header>
                    <dl class="facts">
                        <div><dt>{o.fact_active}</dt><dd>{holders_text(t, active)}</dd></div>
                        <div><dt>{o.fact_created}</dt><dd><When at=created_at /></dd></div>
                    </dl>
                    {(active > 0).then(|| view! { <p><a href=format!("/admin/contacts?offer={id}")>{o.see_contacts}</a></p> })}
                </section>
                <History history />
                <section class="card danger-zone" aria-labelledby="delete">
                    <header><h2 id="delete">{o.delete_title}</h2></header>
                    {if unused {
                        view! {
                            <p class="muted">{o.delete_text}</p>
                            <div class="form-actions">
                                <a class="button danger" href=format!("/admin/offers/{id}?dialog=delete") data-noscroll=true><Icon name="trash" />{o.delete}</a>
                            </div>
                        }
                        .into_any()
                    } else {
                        view! { <p class="muted">{o.delete_not}</p> }.into_any()
                    }}
                </section>
            </aside>
        </div>
        {delete}
    }
}

#[component]
fn Holders(id: OfferId, holders: Page<HolderRow>) -> impl IntoView {
    let o = use_words().offers();
    let nobody = holders.items.is_empty();
    let rows = holders.items.into_iter().map(|holder| view! { <Holder holder /> }).collect_view();
    let first = format!("/admin/offers/{id}");
    let previous = holders.previous.map(|before| format!("{first}?before={before}"));
    let next = holders.next.map(|cursor| format!("{first}?cursor={cursor}"));
    view! {
        <section class="card flush" aria-labelledby="holders">
            <header><div><h2 id="holders">{o.holders}</h2><p>{o.holders_newest}</p></div></header>
            {if nobody {
                view! {
                    <div class="empty">
                        <Icon name="users" />
                        <h3>{o.holders_empty}</h3>
                        <p>{o.holders_empty_text}</p>
                        <div class="actions"><a class="button" href="/admin/contacts">{o.to_contacts}</a></div>
                    </div>
                }.into_any()
            } else {
                view! { <ul class="list">{rows}</ul> }.into_any()
            }}
            <Pages first previous next />
        </section>
    }
}

#[component]
fn Holder(holder: HolderRow) -> impl IntoView {
    let t = use_words();
    view! {
        <li>
            <a class="row-link" href=format!("/admin/contacts/{}", holder.contact)><span class="who"><strong>{holder.name}</strong><small>{holder.email}</small></span></a>
            <span class="muted small">{period(t, holder.starts_at, holder.state)}</span>
            <GrantBadge state=holder.state />
        </li>
    }
}

#[component]
fn History(history: Vec<AuditRow>) -> impl IntoView {
    let t = use_words();
    let o = t.offers();
    let nothing = history.is_empty().then(|| view! { <p class="muted">{o.history_empty}</p> });
    let lines = history.into_iter().map(|row| view! { <li><p>{line(t, &row)}</p><When at=row.at /></li> }).collect_view();
    view! {
        <section class="card" aria-labelledby="history">
            <header><h2 id="history">{o.history}</h2></header>
            {nothing}
            <ol class="timeline">{lines}</ol>
        </section>
    }
}

/// A line of the history in words.
fn line(t: Words, row: &AuditRow) -> String {
    let o = t.offers();
    let actor = t.actor(&row.actor);
    let actor = ("actor", actor.as_str());
    match row.action {
        Some(Action::OfferCreated) => fill(o.history_created, &[actor]),
        Some(Action::OfferChanged) => {
            let fields: Vec<&str> = row.detail.split(", ").map(|field| field_name(t, field)).collect();
            fill(o.history_changed, &[actor, ("fields", &fields.join(", "))])
        }
        Some(Action::GrantsCreated) => fill(&t.count(row.detail.parse().unwrap_or_default(), o.history_granted_one, o.history_granted_many), &[actor]),
        action => fill(o.history_other, &[actor, ("action", action.map_or(t.audit().unknown_action, |action| t.action(action)))]),
    }
}

/// A field as the history names it.
fn field_name(t: Words, field: &str) -> &str {
    let o = t.offers();
    match field {
        "title" => o.field_title,
        "description" => o.field_description,
        "state" => o.field_state,
        "access" => o.field_access,
        "products" => o.field_products,
        "groups" => o.field_groups,
        other => other,
    }
}

#[component]
fn DeleteDialog(id: OfferId, title: String) -> impl IntoView {
    let t = use_words();
    let o = t.offers();
    let action = ServerAction::<DeleteOffer>::new();
    let back = format!("/admin/offers/{id}");
    view! {
        <Modal title=fill(o.delete_confirm, &[("title", &title)]) close=back.clone() small=true>
            <Form action>
                <div class="dialog-body">
                    <input type="hidden" name="offer" value=id.to_string() />
                    <p>{o.delete_confirm_text}</p>
                </div>
                <footer><a class="button quiet" href=back data-noscroll=true>{t.common().cancel}</a><button class="button primary danger">{o.delete_now}</button></footer>
            </Form>
        </Modal>
    }
}
