//! Automations (A1–A6): when something happens to a contact, and it is one of those that are meant, do this and then that.
//!
//! A [`Definition`] is what an admin writes and what is kept, as JSON: [`trigger`] and conditions say for whom, [`step`] what is done.
//! A step is addressed by its [`StepPath`], which people read too. [`check`] names the step that something is wrong with, and what.

pub mod check;
pub mod editing;
pub mod form;
pub mod path;
pub mod step;
pub mod trigger;
pub mod variable;

pub use check::{Fault, Flaw, Spot};
pub use form::{ConditionForm, StepForm, TriggerForm};
pub use path::{Branch, StepPath};
pub use step::{Condition, Step, Test, Unit};
pub use trigger::{Subjects, Trigger, TriggerKind};
pub use variable::Variable;

use serde::{Deserialize, Serialize};

/// What an automation does, whole: it is kept as it is in each published version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    pub trigger: Trigger,
    /// All of them must be true when the trigger happens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Condition>,
    pub steps: Vec<Step>,
}

impl Definition {
    /// One that begins with that and does nothing yet.
    pub fn blank(kind: TriggerKind) -> Self {
        Self { trigger: Trigger::new(kind), filters: Vec::new(), steps: Vec::new() }
    }
}

crate::word::words! {
    /// Where an automation stands.
    AutomationState {
        /// Was never published: nothing starts it.
        Draft = "draft",
        /// Its trigger starts it.
        Published = "published",
        /// Nothing starts it; what it began goes on to its end.
        Paused = "paused",
    }
}

crate::word::words! {
    /// Where one contact's way through an automation stands.
    RunState {
        /// Its next step is due, or is being done.
        Running = "running",
        /// Its next step comes later.
        Waiting = "waiting",
        /// Came to its end.
        Done = "done",
        /// Was not to go on; the [`StopReason`] says why.
        Stopped = "stopped",
        /// A mistake of ours kept it from going on.
        Failed = "failed",
    }
}

impl RunState {
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Stopped | Self::Failed)
    }
}

crate::word::words! {
    /// Why a run did not go on.
    StopReason {
        /// The automation is itself among the causes of what would have started it: it would go round for ever.
        Loop = "loop",
        /// What would have started it is the end of too long a chain of automations.
        TooDeep = "too-deep",
        /// An admin stopped it.
        Cancelled = "cancelled",
        /// Tried again and again, the step failed each time.
        TooManyTries = "too-many-tries",
    }
}

crate::word::words! {
    /// What became of a step.
    Outcome {
        Done = "done",
        /// It waits, until when the detail says.
        Waits = "waits",
        /// The condition was true.
        Yes = "yes",
        /// It was not.
        No = "no",
        /// There was nothing to do, or it could not be done for this contact; the [`SkipReason`] says why. The run goes on.
        Skipped = "skipped",
        /// The other side would not have it; the detail holds its answer. The run goes on.
        Failed = "failed",
    }
}

crate::word::words! {
    /// Why a step was left out.
    SkipReason {
        /// The contact has no phone number.
        NoPhone = "no-phone",
        /// The text has a link, and the contact no active offer.
        NoActiveOffer = "no-active-offer",
        /// The contact is disabled.
        Disabled = "disabled",
        /// The offer is gone, or a draft again.
        OfferGone = "offer-gone",
        /// The contact has the offer already.
        HasOffer = "has-offer",
        /// The contact does not have the offer.
        HasNotOffer = "has-not-offer",
        /// The contact has the tag already.
        HasTag = "has-tag",
        /// The contact does not have the tag.
        HasNotTag = "has-not-tag",
        /// The text asks for what this event does not tell.
        Unwritable = "unwritable",
    }
}

crate::word::words! {
    /// A ready-made automation (A6).
    Recipe {
        /// Welcome to your training.
        Welcome = "welcome",
        /// Your access ends in 7 days.
        AccessEnds = "access-ends",
        /// You have not started yet.
        NotStarted = "not-started",
    }
}

/// Automations that may cause one another in a row.
pub const DEEPEST: i32 = 10;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OfferId;

    #[test]
    fn a_definition_is_kept_as_plain_json() {
        let offer = OfferId::MIN;
        let definition = Definition {
            trigger: Trigger { only: Subjects { offer: Some(offer), ..Subjects::default() }, ..Trigger::new(TriggerKind::OfferGranted) },
            filters: vec![Condition { not: true, test: Test::Tag("vip".to_owned()) }],
            steps: vec![
                Step::Wait { amount: 2, unit: Unit::Days },
                Step::If { condition: Condition { not: false, test: Test::Offer(offer) }, then: vec![Step::GrantOffer { offer }], otherwise: Vec::new() },
            ],
        };
        let json = serde_json::to_string(&definition).unwrap();
        assert_eq!(
            json,
            r#"{"trigger":{"kind":"offer-granted","only":{"offer":"00000000-0000-0000-0000-000000000000"}},"filters":[{"not":true,"test":{"tag":"vip"}}],"steps":[{"wait":{"amount":2,"unit":"days"}},{"if":{"condition":{"test":{"offer":"00000000-0000-0000-0000-000000000000"}},"then":[{"grant-offer":{"offer":"00000000-0000-0000-0000-000000000000"}}],"otherwise":[]}}]}"#
        );
        assert_eq!(serde_json::from_str::<Definition>(&json).unwrap(), definition);
    }
}
