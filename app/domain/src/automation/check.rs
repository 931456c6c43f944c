//! What is wrong with a definition, and where. What only the database and the templates know (that an offer is gone, that a variable
//! is unknown) the service adds, in the same words.

use serde::{Deserialize, Serialize};

use super::trigger::SubjectKind;
use super::{Condition, Definition, Step, StepPath, Test};
use crate::time::Span;

/// Steps, those inside of questions too.
pub const MOST_STEPS: usize = 50;
/// Questions inside of one another.
pub const DEEPEST_QUESTION: usize = 3;
pub const MOST_FILTERS: usize = 10;
pub const LONGEST_SUBJECT: usize = 200;
pub const LONGEST_BODY: usize = 20_000;
pub const LONGEST_SMS: usize = 1_000;
pub const LONGEST_TAG: usize = 60;
pub const LONGEST_WAIT: Span = Span::days(365);
pub const MOST_DAYS: u16 = 365;

/// What of a definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spot {
    /// All of it.
    Whole,
    Trigger,
    /// The filter in that place, counted from 1.
    Filter(usize),
    Step(StepPath),
}

/// What can be wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flaw {
    /// There is no step.
    NoSteps,
    TooManySteps,
    TooManyFilters,
    /// It stands in too many questions.
    TooDeep,
    /// A text is missing.
    Missing,
    TooLong,
    /// No time, or more than a year.
    Wait,
    /// The days of a trigger are missing, or too many.
    Days,
    /// No percentage from 1 to 100.
    Percent,
    /// No address that a webhook can call.
    Address,
    /// The trigger is not about such a thing.
    Subject,
    /// What it names is not there any more.
    Gone,
    /// The offer is a draft, and cannot be granted.
    Draft,
    /// This line of the text cannot be read; the words are the template engine's.
    Template {
        line: usize,
        what: String,
    },
    /// This line of the text has a variable that there is not, or not after this trigger.
    Variable {
        line: usize,
        name: String,
    },
}

impl Flaw {
    /// Whether a draft may be kept with it: it is not finished yet, or what it is about has changed.
    pub const fn is_unfinished(&self) -> bool {
        matches!(self, Self::NoSteps | Self::Missing | Self::Subject | Self::Gone | Self::Draft)
    }
}

/// Something that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub at: Spot,
    pub what: Flaw,
}

impl Definition {
    /// Everything that is wrong, from top to bottom.
    pub fn check(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut found = |at: Spot, what: Option<Flaw>| faults.extend(what.map(|what| Fault { at, what }));
        found(Spot::Trigger, self.flaw_of_trigger());
        found(Spot::Whole, (self.filters.len() > MOST_FILTERS).then_some(Flaw::TooManyFilters));
        for (n, filter) in self.filters.iter().enumerate() {
            found(Spot::Filter(n + 1), flaw_of_condition(filter));
        }
        let steps = self.walk();
        found(Spot::Whole, steps.is_empty().then_some(Flaw::NoSteps));
        found(Spot::Whole, (steps.len() > MOST_STEPS).then_some(Flaw::TooManySteps));
        for (path, step) in steps {
            let what = if path.depth() > DEEPEST_QUESTION { Some(Flaw::TooDeep) } else { flaw_of_step(step) };
            found(Spot::Step(path), what);
        }
        faults
    }

    fn flaw_of_trigger(&self) -> Option<Flaw> {
        let trigger = &self.trigger;
        let days = match trigger.days {
            Some(days) => trigger.kind.has_days() && (1..=MOST_DAYS).contains(&days),
            None => !trigger.kind.has_days(),
        };
        if !days {
            return Some(Flaw::Days);
        }
        let named: Vec<SubjectKind> = trigger.only.kinds();
        named.iter().any(|kind| !trigger.kind.subjects().contains(kind)).then_some(Flaw::Subject)
    }
}

fn flaw_of_text(text: &str, longest: usize) -> Option<Flaw> {
    if text.trim().is_empty() {
        Some(Flaw::Missing)
    } else if text.chars().count() > longest {
        Some(Flaw::TooLong)
    } else {
        None
    }
}

fn flaw_of_condition(condition: &Condition) -> Option<Flaw> {
    match &condition.test {
        Test::Product(_) | Test::Offer(_) | Test::Group(_) => None,
        Test::Tag(tag) => flaw_of_text(tag, LONGEST_TAG),
        Test::Progress { percent, .. } => (!(1..=100).contains(percent)).then_some(Flaw::Percent),
    }
}

fn flaw_of_step(step: &Step) -> Option<Flaw> {
    match step {
        Step::Email { subject, body, .. } => flaw_of_text(subject, LONGEST_SUBJECT).or_else(|| flaw_of_text(body, LONGEST_BODY)),
        Step::Sms { body, .. } => flaw_of_text(body, LONGEST_SMS),
        Step::Wait { amount, unit } => (*amount == 0 || unit.times(*amount) > LONGEST_WAIT).then_some(Flaw::Wait),
        Step::AddTag { tag } | Step::RemoveTag { tag } => flaw_of_text(tag, LONGEST_TAG),
        Step::Webhook { url } => flaw_of_text(url, 2000).or_else(|| (!is_callable(url)).then_some(Flaw::Address)),
        Step::If { condition, .. } => flaw_of_condition(condition),
        Step::GrantOffer { .. } | Step::RevokeOffer { .. } => None,
    }
}

/// Whether it can be an address to call: that it is one of the public web is only known when it is called.
fn is_callable(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let plain = url.bytes().all(|b| b.is_ascii_graphic() && !b"\\\"<>`{}|^".contains(&b));
    plain
        && rest.is_some_and(|rest| {
            let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
            !place.is_empty() && !place.contains('@')
        })
}

#[cfg(test)]
mod tests {
    use super::super::{Subjects, Trigger, TriggerKind, Unit};
    use super::*;
    use crate::{Destination, LessonId};

    fn faults(steps: Vec<Step>) -> Vec<(String, Flaw)> {
        let definition = Definition { steps, ..Definition::blank(TriggerKind::SignedUp) };
        definition
            .check()
            .into_iter()
            .map(|fault| match fault.at {
                Spot::Step(path) => (path.to_string(), fault.what),
                other => (format!("{other:?}"), fault.what),
            })
            .collect()
    }

    fn question(then: Vec<Step>) -> Step {
        Step::If { condition: Condition { not: false, test: Test::Tag("x".to_owned()) }, then, otherwise: Vec::new() }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_step() {
        let wait = |amount| Step::Wait { amount, unit: Unit::Days };
        let at = |path: &str, flaw| vec![(path.to_owned(), flaw)];
        assert_eq!(faults(vec![wait(1), wait(0)]), at("2", Flaw::Wait));
        assert_eq!(faults(vec![wait(366)]), at("1", Flaw::Wait));
        assert_eq!(faults(vec![question(vec![Step::AddTag { tag: " ".to_owned() }])]), at("1.yes.1", Flaw::Missing));
        assert_eq!(faults(vec![question(vec![question(vec![question(vec![question(Vec::new())])])])]), at("1.yes.1.yes.1.yes.1", Flaw::TooDeep));
        assert_eq!(faults(Vec::new()), at("Whole", Flaw::NoSteps));
        assert_eq!(faults(vec![wait(1); MOST_STEPS + 1]), at("Whole", Flaw::TooManySteps));
        let mail = Step::Email { subject: "Hello".to_owned(), body: "x".repeat(LONGEST_BODY + 1), destination: Destination::Home };
        assert_eq!(faults(vec![mail]), at("1", Flaw::TooLong));
    }

    #[test]
    fn a_trigger_asks_only_for_what_it_is_about() {
        let lesson = Subjects { lesson: Some(LessonId::MAX), ..Subjects::default() };
        let with = |trigger| Definition { trigger, steps: vec![Step::Wait { amount: 1, unit: Unit::Hours }], filters: Vec::new() }.check();
        assert!(with(Trigger { only: lesson, ..Trigger::new(TriggerKind::LessonStarted) }).is_empty());
        assert_eq!(with(Trigger { only: lesson, ..Trigger::new(TriggerKind::OfferGranted) })[0].what, Flaw::Subject);
        assert_eq!(with(Trigger { days: None, ..Trigger::new(TriggerKind::AccessEnds) })[0].what, Flaw::Days);
        assert_eq!(with(Trigger { days: Some(1), ..Trigger::new(TriggerKind::SignedUp) })[0].what, Flaw::Days);
    }

    #[test]
    fn a_webhook_has_an_address() {
        for url in ["https://hooks.example.org/x?y=1", "http://localhost:9000/"] {
            assert!(is_callable(url), "{url}");
        }
        for url in ["ftp://a.b", "https://", "https://user:pw@a.b/", "javascript:alert(1)", "https://a.b/ c", "a.b"] {
            assert!(!is_callable(url), "{url}");
        }
    }
}
