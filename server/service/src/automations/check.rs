//! What is wrong with a definition, with what only the templates and the database know.

use domain::automation::{Condition, Definition, Fault, Flaw, Spot, Step, Subjects, Test, Variable};
use domain::view::automations::Titles;
use domain::{OfferId, Publication, StepPath};
use store::Conn;

use super::titles::{Named, titles};
use crate::Result;
use crate::messages::{Wrong, check};

/// Everything that is wrong with it now, as to the order of its steps; and the titles of what it names.
pub(super) async fn faults(conn: &mut Conn, definition: &Definition) -> Result<(Vec<Fault>, Titles)> {
    let titles = titles(conn, &Named::of(definition)).await?;
    let mut faults = definition.check();
    faults.extend(flaws_of_texts(definition));
    let mut found = |at: Spot, what: Option<Flaw>| faults.extend(what.map(|what| Fault { at, what }));
    found(Spot::Trigger, are_gone(&titles, &definition.trigger.only).then_some(Flaw::Gone));
    for (n, filter) in definition.filters.iter().enumerate() {
        found(Spot::Filter(n + 1), is_gone(&titles, filter).then_some(Flaw::Gone));
    }
    for (path, step) in definition.walk() {
        let what = match step {
            Step::If { condition, .. } => is_gone(&titles, condition).then_some(Flaw::Gone),
            Step::GrantOffer { offer } => flaw_of_offer(conn, *offer).await?,
            Step::RevokeOffer { offer } => titles.offer(*offer).is_none().then_some(Flaw::Gone),
            _ => None,
        };
        found(Spot::Step(path), what);
    }
    let order: Vec<StepPath> = definition.walk().into_iter().map(|(path, _)| path).collect();
    faults.sort_by_key(|fault| match &fault.at {
        Spot::Whole => (0, 0),
        Spot::Trigger => (1, 0),
        Spot::Filter(n) => (2, *n),
        Spot::Step(path) => (3, order.iter().position(|one| one == path).unwrap_or_default()),
    });
    Ok((faults, titles))
}

impl From<Wrong> for Flaw {
    fn from(Wrong { line, what, unknown }: Wrong) -> Self {
        match unknown {
            Some(name) => Self::Variable { line, name },
            None => Self::Template { line, what },
        }
    }
}

/// What is wrong with the texts of its messages: at most one thing each.
fn flaws_of_texts(definition: &Definition) -> Vec<Fault> {
    let known: Vec<Variable> = Variable::known_after(definition.trigger.kind).collect();
    let in_subject: Vec<Variable> = known.iter().copied().filter(|variable| variable.fits_subject()).collect();
    let flaw_of = |text: &str, known: &[Variable]| check(text, known).err().map(Flaw::from);
    let flaw = |step: &Step| match step {
        Step::Email { subject, body, .. } => flaw_of(subject, &in_subject).or_else(|| flaw_of(body, &known)),
        Step::Sms { body, .. } => flaw_of(body, &known),
        _ => None,
    };
    definition.walk().into_iter().filter_map(|(path, step)| Some(Fault { at: Spot::Step(path), what: flaw(step)? })).collect()
}

fn are_gone(titles: &Titles, subjects: &Subjects) -> bool {
    subjects.offer.is_some_and(|id| titles.offer(id).is_none())
        || subjects.product.is_some_and(|id| titles.product(id).is_none())
        || subjects.category.is_some_and(|id| titles.category(id).is_none())
        || subjects.lesson.is_some_and(|id| titles.lesson(id).is_none())
        || subjects.group.is_some_and(|id| titles.group(id).is_none())
}

fn is_gone(titles: &Titles, condition: &Condition) -> bool {
    match &condition.test {
        Test::Offer(id) => titles.offer(*id).is_none(),
        Test::Product(id) | Test::Progress { product: id, .. } => titles.product(*id).is_none(),
        Test::Group(id) => titles.group(*id).is_none(),
        Test::Tag(_) => false,
    }
}

async fn flaw_of_offer(conn: &mut Conn, offer: OfferId) -> Result<Option<Flaw>> {
    Ok(match store::offers::find(conn, offer).await? {
        None => Some(Flaw::Gone),
        Some(offer) => (offer.state != Publication::Published).then_some(Flaw::Draft),
    })
}
