//! A broadcast that is written: scheduled, under way or over.

use domain::view::broadcasts::{BroadcastDetails, Tally};
use domain::{BroadcastId, BroadcastState, Lang, Timestamp};
use leptos::prelude::*;

use super::address;
use super::dialogs::Written;
use super::draft::Look;
use crate::api::broadcasts::{PauseBroadcast, ResumeBroadcast, UnscheduleBroadcast};
use crate::components::broadcast_state::{BroadcastProgress, tally_text};
use crate::components::{Form, Icon, When};
use crate::locales::{Words, fill};
use crate::viewer::use_words;

fn languages(broadcast: &BroadcastDetails) -> Vec<Lang> {
    Lang::ALL.iter().copied().filter(|lang| !broadcast.form.text(*lang).0.is_empty()).collect()
}

#[component]
pub fn Scheduled(broadcast: BroadcastDetails) -> impl IntoView {
    let t = use_words();
    let b = t.broadcasts();
    let languages = languages(&broadcast);
    let back = ServerAction::<UnscheduleBroadcast>::new();
    let BroadcastDetails { id, count, scheduled, zone, own_address, .. } = broadcast;
    let begins = scheduled.map(|at| fill(b.scheduled_for, &[("date", &reading(t, &at)), ("zone", &zone)]));
    view! {
        <div class="columns">
            <div class="stack">
                <section class="card" aria-labelledby="send">
                    <header><h2 id="send">{b.send}</h2></header>
                    <p>{begins}</p>
                    <p><strong>{count.map(|n| t.count(n, b.count_one, b.count_many))}</strong></p>
                    <div class="row">
                        <Form action=back class="">
                            <input type="hidden" name="id" value=id.to_string() />
                            <button class="button"><Icon name="edit" />{b.unschedule}</button>
                        </Form>
                        <a class="button" href=address(id, Some("send")) data-noscroll=true>{b.send_now}</a>
                    </div>
                </section>
                <Written id languages=languages.clone() />
            </div>
            <aside class="stack"><Look id languages own_address /></aside>
        </div>
    }
}

/// `2026-11-22T14:05` as the reader's language writes it.
fn reading(t: Words, at: &str) -> String {
    let (day, time) = at.split_once('T').unwrap_or((at, ""));
    let day = Timestamp::from_date(day).map_or_else(|| day.to_owned(), |day| t.date(day));
    format!("{day}, {time}")
}

#[component]
pub fn UnderWay(broadcast: BroadcastDetails) -> impl IntoView {
    let languages = languages(&broadcast);
    let id = broadcast.id;
    view! {
        <div class="columns">
            <div class="stack">
                <HowFar id name=broadcast.form.name.clone() state=broadcast.state tally=broadcast.tally />
                <Written id languages />
            </div>
            <aside class="stack"><Facts broadcast /></aside>
        </div>
    }
}

#[component]
fn HowFar(id: BroadcastId, name: String, state: BroadcastState, tally: Tally) -> impl IntoView {
    let t = use_words();
    let b = t.broadcasts();
    let (pause, resume) = (ServerAction::<PauseBroadcast>::new(), ServerAction::<ResumeBroadcast>::new());
    let refresh = (state == BroadcastState::Running).then(|| {
        view! { <div class="actions"><a class="button small" href="" rel="external"><Icon name="refresh" />{b.refresh}</a></div> }
    });
    view! {
        <section class="card" aria-labelledby="progress">
            <header><h2 id="progress">{b.progress}</h2>{refresh}</header>
            <BroadcastProgress name tally />
            <p>{tally_text(t, tally)}</p>
            <div class="row">
                {(state == BroadcastState::Running).then(|| view! {
                    <Form action=pause class=""><input type="hidden" name="id" value=id.to_string() /><button class="button">{b.pause}</button></Form>
                })}
                {(state == BroadcastState::Paused).then(|| view! {
                    <Form action=resume class=""><input type="hidden" name="id" value=id.to_string() /><button class="button primary"><Icon name="play" />{b.resume}</button></Form>
                })}
                {state.is_under_way().then(|| view! { <a class="button danger" href=address(id, Some("stop")) data-noscroll=true><Icon name="ban" />{b.stop}</a> })}
            </div>
            <p class="row">
                <a class="link" href=format!("/admin/messages?broadcast={id}")>{b.see_messages}</a>
                {(tally.failed > 0).then(|| view! { <a class="link" href=format!("/admin/messages?broadcast={id}&state=failed")>{b.see_failed}</a> })}
            </p>
        </section>
    }
}

#[component]
fn Facts(broadcast: BroadcastDetails) -> impl IntoView {
    let b = use_words().broadcasts();
    let BroadcastDetails { author, created_at, started_at, finished_at, .. } = broadcast;
    view! {
        <section class="card" aria-labelledby="facts">
            <header><h2 id="facts">{b.facts}</h2></header>
            <dl class="facts">
                <div><dt>{b.made_by}</dt><dd>{author}</dd></div>
                <div><dt>{b.made}</dt><dd><When at=created_at /></dd></div>
                {started_at.map(|at| view! { <div><dt>{b.begun}</dt><dd><When at /></dd></div> })}
                {finished_at.map(|at| view! { <div><dt>{b.ended}</dt><dd><When at /></dd></div> })}
            </dl>
        </section>
    }
}
