//! Faults: whatever is cut off goes on where it was, and nothing is done twice.

use domain::automation::{Outcome, RunState, Unit};
use domain::time::Span;
use futures_util::future::join;
use service::automations::Next;

use super::{automator, did, granted, mail, outcomes, publish, run, runs, settle, start, tag, wait};
use crate::harness::{Harness, both_databases};

both_databases!(
    case_49_what_was_committed_goes_on_after_a_kill,
    case_51_a_step_that_is_rolled_back_sends_nothing,
    case_53_a_trigger_that_is_replayed_sends_once,
    case_54_who_took_too_long_does_nothing,
    two_workers_at_once_do_each_step_once,
    a_step_that_fails_again_and_again_is_given_up,
);

async fn messages(h: &Harness) -> i64 {
    h.count("SELECT count(*) AS n FROM messages").await
}

async fn case_49_what_was_committed_goes_on_after_a_kill(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let id = publish(&admin, granted(offer, vec![mail("One"), mail("Two"), tag("end")])).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    // Killed between the event and the run, and again between two steps: whoever worked is gone without a word.
    h.portal.match_events(10).await.expect("matched");
    let taken = h.portal.take_runs(10).await.expect("taken").remove(0);
    assert_eq!(h.portal.advance(&taken).await.expect("one step"), Next::More);
    drop(taken);
    settle(h).await;
    assert_eq!(messages(h).await, 1, "it is still somebody's");
    h.clock.advance(Span::minutes(6));
    settle(h).await;
    assert_eq!(messages(h).await, 2);
    let run = run(&admin, id).await;
    assert_eq!(outcomes(&run), did(&[("1", Outcome::Done), ("2", Outcome::Done), ("3", Outcome::Done)]));
}

async fn case_51_a_step_that_is_rolled_back_sends_nothing(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let id = publish(&admin, granted(offer, vec![mail("One")])).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    h.portal.match_events(10).await.expect("matched");
    // That the step was done cannot be written down: it is there already.
    let written = "INSERT INTO run_steps (id, run_id, path, at, outcome) SELECT id, id, '1', 0, 'done' FROM automation_runs";
    h.run_sql(written).await;
    settle(h).await;
    assert_eq!((messages(h).await, h.count("SELECT count(*) AS n FROM message_texts").await), (0, 0));
    h.run_sql("DELETE FROM run_steps").await;
    h.clock.advance(Span::minutes(2));
    settle(h).await;
    assert_eq!((messages(h).await, run(&admin, id).await.row.state), (1, RunState::Done), "and is done later");
}

async fn case_53_a_trigger_that_is_replayed_sends_once(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let id = publish(&admin, granted(offer, vec![mail("One")])).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    for _ in 0..3 {
        settle(h).await;
        h.run_sql("UPDATE events SET matched_at = NULL").await;
    }
    assert_eq!((messages(h).await, runs(&admin, id).await.len()), (1, 1));
}

async fn case_54_who_took_too_long_does_nothing(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    publish(&admin, granted(offer, vec![mail("One"), wait(1, Unit::Days), mail("Two")])).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    h.portal.match_events(10).await.expect("matched");
    let slow = h.portal.take_runs(10).await.expect("taken").remove(0);
    h.clock.advance(Span::minutes(6));
    settle(h).await;
    assert_eq!(messages(h).await, 1);
    assert_eq!(h.portal.advance(&slow).await.expect("heard out"), Next::Rests);
    assert_eq!(messages(h).await, 1);
}

async fn two_workers_at_once_do_each_step_once(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let id = publish(&admin, granted(offer, vec![mail("One"), tag("between"), mail("Two")])).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    for contact in h.crowd(20, |_, _| {}).await {
        admin.handle.grant_offer(contact.id, offer, None).await.expect("granted");
    }
    let (one, other) = (automator(h), automator(h));
    for _ in 0..5 {
        let (a, b) = join(one.round(), other.round()).await;
        assert!(a.is_ok() && b.is_ok());
    }
    settle(h).await;
    assert_eq!((messages(h).await, runs(&admin, id).await.len()), (42, 21));
    assert_eq!(h.count("SELECT count(*) AS n FROM run_steps").await, 63);
    assert_eq!(h.count("SELECT count(*) AS n FROM automation_runs WHERE state = 'done'").await, 21);
}

async fn a_step_that_fails_again_and_again_is_given_up(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let id = publish(&admin, granted(offer, vec![mail("One")])).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    h.portal.match_events(10).await.expect("matched");
    h.run_sql("INSERT INTO run_steps (id, run_id, path, at, outcome) SELECT id, id, '1', 0, 'done' FROM automation_runs").await;
    for _ in 0..8 {
        settle(h).await;
        h.clock.advance(Span::days(1));
    }
    let row = run(&admin, id).await.row;
    assert_eq!((row.state, row.reason), (RunState::Failed, Some(domain::automation::StopReason::TooManyTries)));
    assert_eq!(messages(h).await, 0);
}
