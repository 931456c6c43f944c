//! Automations: what happens starts what was published, step by step, once, and can be read.

mod sending;
mod surviving;
mod triggers;
mod trying;
mod webhooks;
mod writing;

use delivery::automations::Automator;
use delivery::webhooks::Caller;
use domain::automation::{Condition, Definition, Outcome, RunState, Step, Subjects, Test, Trigger, TriggerKind, Unit};
use domain::view::automations::{RunCard, RunQuery, RunRow};
use domain::{AutomationId, ContactId, Destination, OfferId};
use futures_util::FutureExt as _;
use service::automations::Model;

use crate::actors::Admin;
use crate::harness::{Harness, both_databases};
use crate::world::Term;

both_databases!(
    a_run_waits_as_long_as_it_says,
    a_question_decides_the_way,
    tags_and_offers_change_hands,
    filters_let_through_or_not,
    a_loop_is_cut_and_said,
    two_automations_in_a_circle_are_cut_too,
    a_run_finishes_on_the_version_it_began,
    what_is_paused_starts_nothing_and_goes_on,
    what_is_deleted_or_stopped_goes_no_further,
);

/// What begins with that and does these.
pub fn on(kind: TriggerKind, steps: Vec<Step>) -> Definition {
    Definition { trigger: Trigger::new(kind), filters: Vec::new(), steps }
}

/// What begins when that offer is granted.
pub fn granted(offer: OfferId, steps: Vec<Step>) -> Definition {
    let only = Subjects { offer: Some(offer), ..Subjects::default() };
    Definition { trigger: Trigger { only, ..Trigger::new(TriggerKind::OfferGranted) }, filters: Vec::new(), steps }
}

pub fn mail(subject: &str) -> Step {
    let body = "Hello {{ first_name }},\n\n[Open]({{ login_url }})".to_owned();
    Step::Email { subject: subject.to_owned(), body, destination: Destination::Home }
}

pub fn tag(tag: &str) -> Step {
    Step::AddTag { tag: tag.to_owned() }
}

pub fn wait(amount: u16, unit: Unit) -> Step {
    Step::Wait { amount, unit }
}

/// An automation that starts from now on.
pub async fn publish(admin: &Admin, definition: Definition) -> AutomationId {
    let id = admin.handle.create_automation(Model::Blank("One of mine".to_owned(), definition.trigger.kind)).await.expect("a draft");
    admin.handle.save_automation(id, definition).await.expect("kept");
    admin.handle.publish_automation(id).await.expect("published");
    id
}

pub fn automator(h: &Harness) -> Automator {
    Automator::new(h.portal.clone(), Caller::new(true).expect("a client"))
}

/// Does everything that is due.
pub async fn settle(h: &Harness) {
    let automator = automator(h);
    while automator.round().await.expect("the database answers") {}
}

pub async fn tags(h: &Harness, contact: ContactId) -> Vec<String> {
    let mut conn = h.store.read().await.expect("a connection");
    store::contacts::tags(&mut conn, contact).await.expect("tags")
}

pub async fn runs(admin: &Admin, id: AutomationId) -> Vec<RunRow> {
    admin.handle.runs(id, &RunQuery::default()).await.expect("runs").page.items
}

/// The automation's only run.
pub async fn run(admin: &Admin, id: AutomationId) -> RunCard {
    let runs = runs(admin, id).await;
    assert_eq!(runs.len(), 1, "{runs:?}");
    admin.handle.run(runs[0].id).await.expect("a run")
}

/// What became of each step, by its path.
pub fn outcomes(run: &RunCard) -> Vec<(String, Outcome)> {
    run.steps.iter().map(|step| (step.path.to_string(), step.outcome)).collect()
}

pub fn did(steps: &[(&str, Outcome)]) -> Vec<(String, Outcome)> {
    steps.iter().map(|(path, outcome)| ((*path).to_owned(), *outcome)).collect()
}

/// An admin, a contact without anything, and a published offer of one course.
pub async fn start(h: &Harness) -> (Admin, ContactId, OfferId) {
    let admin = h.admin("chief@example.org").await;
    let contact = h.contact("ada@example.org").await.id;
    let course = h.course("welding").await;
    let offer = h.offer("Welding for all", &[&course]).await;
    (admin, contact, offer)
}

async fn a_run_waits_as_long_as_it_says(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let id = publish(&admin, granted(offer, vec![tag("first"), wait(2, Unit::Days), tag("second")])).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    settle(h).await;
    assert_eq!(tags(h, contact).await, ["first"]);
    let waiting = run(&admin, id).await;
    let until = h.clock.now() + domain::time::Span::days(2);
    assert_eq!((waiting.row.state, waiting.row.due_at, waiting.steps[1].until), (RunState::Waiting, Some(until), Some(until)));
    assert_eq!(waiting.row.next.map(|path| path.to_string()).as_deref(), Some("3"));

    h.clock.advance(domain::time::Span::seconds(2 * 24 * 60 * 60 - 1));
    settle(h).await;
    assert_eq!(tags(h, contact).await, ["first"], "a second is missing");
    h.clock.advance(domain::time::Span::seconds(1));
    settle(h).await;
    assert_eq!(tags(h, contact).await, ["first", "second"]);
    let done = run(&admin, id).await;
    assert_eq!(done.row.state, RunState::Done);
    assert_eq!(outcomes(&done), did(&[("1", Outcome::Done), ("2", Outcome::Waits), ("3", Outcome::Done)]));
}

async fn a_question_decides_the_way(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let condition = Condition { not: false, test: Test::Tag("vip".to_owned()) };
    let question = Step::If { condition, then: vec![tag("greeted"), tag("twice")], otherwise: vec![tag("plain")] };
    let id = publish(&admin, granted(offer, vec![question, tag("end")])).await;
    let vip = h.contact("bob@example.org").await.id;
    h.write(move |conn| async move { store::contacts::set_tags(conn, vip, &["vip".to_owned()]).await }.boxed()).await;
    for contact in [contact, vip] {
        admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    }
    settle(h).await;
    assert_eq!(tags(h, contact).await, ["end", "plain"]);
    assert_eq!(tags(h, vip).await, ["end", "greeted", "twice", "vip"]);
    let of_vip = runs(&admin, id).await.into_iter().find(|run| run.contact == vip).expect("a run");
    let of_vip = admin.handle.run(of_vip.id).await.expect("a run");
    assert_eq!(outcomes(&of_vip), did(&[("1", Outcome::Yes), ("1.yes.1", Outcome::Done), ("1.yes.2", Outcome::Done), ("2", Outcome::Done)]));
}

async fn tags_and_offers_change_hands(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let bonus = h.offer("A bonus", &[]).await;
    let steps = vec![
        Step::GrantOffer { offer: bonus },
        Step::GrantOffer { offer: bonus },
        Step::RevokeOffer { offer },
        tag("moved"),
        Step::RemoveTag { tag: "moved".to_owned() },
        Step::RemoveTag { tag: "moved".to_owned() },
    ];
    let id = publish(&admin, granted(offer, steps)).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    settle(h).await;
    let active: Vec<OfferId> =
        admin.handle.grants_of(contact).await.expect("grants").grants.iter().filter(|row| row.state.is_active()).map(|row| row.offer).collect();
    assert_eq!(active, [bonus]);
    assert!(tags(h, contact).await.is_empty());
    let (done, skipped) = (Outcome::Done, Outcome::Skipped);
    assert_eq!(outcomes(&run(&admin, id).await), did(&[("1", done), ("2", skipped), ("3", done), ("4", done), ("5", done), ("6", skipped)]));
    let by_automation = h.count("SELECT count(*) AS n FROM audit_events WHERE actor = 'automation'").await;
    assert_eq!(by_automation, 2, "who reads the log sees that nobody did it by hand");
}

async fn filters_let_through_or_not(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let other = h.offer("Another", &[]).await;
    let bob = h.contact("bob@example.org").await.id;
    h.grant(bob, other, Term::Active).await;
    let filters = vec![Condition { not: true, test: Test::Offer(other) }];
    let id = publish(&admin, Definition { filters, ..granted(offer, vec![tag("new")]) }).await;
    for contact in [contact, bob] {
        admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    }
    settle(h).await;
    assert_eq!(tags(h, contact).await, ["new"]);
    assert!(tags(h, bob).await.is_empty());
    assert_eq!(run(&admin, id).await.row.contact, contact);
}

async fn a_loop_is_cut_and_said(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let again = vec![wait(1, Unit::Minutes), Step::RevokeOffer { offer }, Step::GrantOffer { offer }];
    let id = publish(&admin, granted(offer, again)).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    for _ in 0..5 {
        settle(h).await;
        h.clock.advance(domain::time::Span::minutes(2));
    }
    let runs = runs(&admin, id).await;
    let mut states: Vec<_> = runs.iter().map(|run| (run.state, run.reason)).collect();
    states.sort();
    assert_eq!(states, [(RunState::Done, None), (RunState::Stopped, Some(domain::automation::StopReason::Loop))]);
    let cut = runs.iter().find(|run| run.state == RunState::Stopped).expect("it can be read");
    assert!(admin.handle.run(cut.id).await.expect("a run").steps.is_empty());
}

async fn two_automations_in_a_circle_are_cut_too(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let other = h.offer("Another", &[]).await;
    let swap = |from, to| vec![wait(1, Unit::Minutes), Step::RevokeOffer { offer: from }, Step::GrantOffer { offer: to }];
    let there = publish(&admin, granted(offer, swap(offer, other))).await;
    let back = publish(&admin, granted(other, swap(other, offer))).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    for _ in 0..8 {
        settle(h).await;
        h.clock.advance(domain::time::Span::minutes(2));
    }
    let states = async |id| runs(&admin, id).await.iter().filter(|run| run.state == RunState::Stopped).count();
    assert_eq!((runs(&admin, there).await.len(), runs(&admin, back).await.len()), (2, 1));
    assert_eq!((states(there).await, states(back).await), (1, 0));
}

async fn a_run_finishes_on_the_version_it_began(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let id = publish(&admin, granted(offer, vec![wait(1, Unit::Days), tag("one")])).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    settle(h).await;
    admin.handle.save_automation(id, granted(offer, vec![tag("two")])).await.expect("kept");
    assert!(admin.handle.automation(id).await.expect("a draft").row.is_changed);
    admin.handle.publish_automation(id).await.expect("published");
    let bob = h.contact("bob@example.org").await.id;
    admin.handle.grant_offer(bob, offer, None).await.expect("granted");
    h.clock.advance(domain::time::Span::days(1));
    settle(h).await;
    assert_eq!((tags(h, contact).await, tags(h, bob).await), (vec!["one".to_owned()], vec!["two".to_owned()]));
    let mut versions: Vec<u32> = runs(&admin, id).await.iter().map(|run| run.version).collect();
    versions.sort_unstable();
    assert_eq!(versions, [1, 2]);
}

async fn what_is_paused_starts_nothing_and_goes_on(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let id = publish(&admin, granted(offer, vec![wait(1, Unit::Days), tag("late")])).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    settle(h).await;
    admin.handle.pause_automation(id).await.expect("paused");
    let bob = h.contact("bob@example.org").await.id;
    admin.handle.grant_offer(bob, offer, None).await.expect("granted");
    h.clock.advance(domain::time::Span::days(1));
    settle(h).await;
    assert_eq!(tags(h, contact).await, ["late"], "what was begun goes on");
    admin.handle.resume_automation(id).await.expect("resumed");
    h.clock.advance(domain::time::Span::days(2));
    settle(h).await;
    assert!(tags(h, bob).await.is_empty(), "what happened meanwhile starts nothing");
    assert!(admin.handle.resume_automation(id).await.is_err(), "it is not paused");
}

async fn what_is_deleted_or_stopped_goes_no_further(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let late = || granted(offer, vec![wait(1, Unit::Days), tag("late")]);
    let (deleted, stopped) = (publish(&admin, late()).await, publish(&admin, late()).await);
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    settle(h).await;
    admin.handle.delete_automation(deleted).await.expect("deleted");
    let run_id = runs(&admin, stopped).await[0].id;
    admin.handle.stop_run(run_id).await.expect("stopped");
    assert!(admin.handle.stop_run(run_id).await.is_err(), "it is over");
    h.clock.advance(domain::time::Span::days(2));
    settle(h).await;
    assert!(tags(h, contact).await.is_empty());
    assert_eq!(h.count("SELECT count(*) AS n FROM automation_runs").await, 1);
}
