//! Calls of other systems (the step *webhook*). The network is asked between two transactions while the run is leased: the first says
//! what to call, the second writes down what came of it. So a call is made at least once; its id is the same at every try, for the
//! other side to tell.

use domain::automation::{Subjects, TriggerKind};
use domain::{AutomationId, ContactId, EventId, RunId, StepPath};
use serde::Serialize;
use store::automations::runs::Whole;

use crate::Result;

/// A call that a step makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub run: RunId,
    pub path: StepPath,
    /// The same at every try.
    pub id: String,
    pub url: String,
    /// JSON.
    pub body: String,
    /// Seconds since 1970.
    pub timestamp: i64,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The other side took it: a status of 200 to 299.
    Taken(String),
    /// It did not, or was not there: try again later.
    Delayed(String),
    /// It is not to be called at all.
    Refused(String),
}

/// What the body says, in the shape of Standard Webhooks: a type, a time, data.
#[derive(Serialize)]
struct Payload<'a> {
    r#type: &'static str,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    automation: Named<'a>,
    run: RunId,
    step: String,
    event: Happened<'a>,
    contact: Contact<'a>,
}

#[derive(Serialize)]
struct Named<'a> {
    id: AutomationId,
    name: &'a str,
}

#[derive(Serialize)]
struct Happened<'a> {
    id: EventId,
    kind: TriggerKind,
    at: String,
    #[serde(flatten)]
    subjects: &'a Subjects,
}

#[derive(Serialize)]
struct Contact<'a> {
    id: ContactId,
    email: &'a str,
    name: &'a str,
    phone: Option<&'a str>,
    lang: domain::Lang,
}

pub(super) fn call(url: &str, path: &StepPath, now: domain::Timestamp, whole: &Whole) -> Result<Call> {
    let (run, automation, _, contact, event) = whole;
    let subjects = event.subjects();
    let payload = Payload {
        r#type: "automation.step",
        timestamp: now.iso(),
        data: Data {
            automation: Named { id: automation.id, name: &automation.name },
            run: run.id,
            step: path.to_string(),
            event: Happened { id: event.id, kind: event.kind, at: event.at.iso(), subjects: &subjects },
            contact: Contact { id: contact.id, email: &contact.email, name: &contact.name, phone: contact.phone.as_deref(), lang: contact.lang },
        },
    };
    Ok(Call {
        run: run.id,
        path: path.clone(),
        id: format!("msg_{}_{}", run.id, path.to_string().replace('.', "_")),
        url: url.to_owned(),
        body: serde_json::to_string(&payload).map_err(anyhow::Error::from)?,
        timestamp: now.0.div_euclid(1_000_000),
    })
}
