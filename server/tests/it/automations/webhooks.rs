//! Calls of other systems: made at least once, under one id, and only where they may go.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use delivery::automations::Automator;
use delivery::webhooks::Caller;
use domain::automation::{Outcome, RunState, Step};
use domain::time::Span;
use http::{HeaderMap, StatusCode};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{did, granted, outcomes, publish, run, settle, start, tag};
use crate::harness::{Harness, both_databases};

both_databases!(a_call_that_fails_is_made_again_under_its_id, an_address_of_this_network_is_not_called);

/// Another system, which is out of order the first time.
struct Receiver {
    url: String,
    heard: Heard,
    serving: JoinHandle<()>,
}

/// The id and the body of each call.
type Heard = Arc<Mutex<Vec<(String, String)>>>;

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Receiver {
    async fn start() -> Self {
        async fn hear(State(heard): State<Heard>, headers: HeaderMap, body: String) -> (StatusCode, &'static str) {
            let id = headers["webhook-id"].to_str().expect("text").to_owned();
            let mut heard = heard.lock().expect("no panic");
            heard.push((id, body));
            if heard.len() == 1 { (StatusCode::INTERNAL_SERVER_ERROR, "out of order") } else { (StatusCode::OK, "thanks") }
        }
        let heard = Heard::default();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let router = Router::new().route("/hook", post(hear)).with_state(Arc::clone(&heard));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves until it is stopped") });
        Self { url, heard, serving }
    }

    fn heard(&self) -> Vec<(String, String)> {
        self.heard.lock().expect("no panic").clone()
    }
}

async fn a_call_that_fails_is_made_again_under_its_id(h: &Harness) {
    let receiver = Receiver::start().await;
    let (admin, contact, offer) = start(h).await;
    let id = publish(&admin, granted(offer, vec![Step::Webhook { url: receiver.url.clone() }, tag("told")])).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    settle(h).await;
    assert_eq!(receiver.heard().len(), 1);
    assert!(run(&admin, id).await.steps.is_empty());
    h.clock.advance(Span::minutes(2));
    settle(h).await;
    let heard = receiver.heard();
    assert_eq!(heard.len(), 2);
    assert_eq!(heard[0].0, heard[1].0);
    let body: serde_json::Value = serde_json::from_str(&heard[1].1).expect("JSON");
    assert_eq!(body["type"], "automation.step");
    assert_eq!(body["data"]["contact"]["email"], "ada@example.org");
    assert_eq!(body["data"]["event"]["kind"], "offer-granted");
    let run = run(&admin, id).await;
    assert_eq!((outcomes(&run), run.row.state), (did(&[("1", Outcome::Done), ("2", Outcome::Done)]), RunState::Done));
    assert_eq!(run.steps[0].answer.as_deref(), Some("200 thanks"));
}

async fn an_address_of_this_network_is_not_called(h: &Harness) {
    let receiver = Receiver::start().await;
    let (admin, contact, offer) = start(h).await;
    let id = publish(&admin, granted(offer, vec![Step::Webhook { url: receiver.url.clone() }, tag("on")])).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    let automator = Automator::new(h.portal.clone(), Caller::new(false).expect("a client"));
    while automator.round().await.expect("the database answers") {}
    assert!(receiver.heard().is_empty());
    assert_eq!(outcomes(&run(&admin, id).await), did(&[("1", Outcome::Failed), ("2", Outcome::Done)]), "it is said, and the run goes on");
}
