//! What the editor's forms send, as text, and what it says. Whether that can be kept or published is for [`super::check`].

use serde::{Deserialize, Serialize};

use super::step::StepKind;
use super::trigger::SubjectKind;
use super::{Condition, Step, Subjects, Test, Trigger, TriggerKind};
use crate::problem::{Invalid, Problem};
use crate::{OfferId, text};

/// The fields of a step; those that its kind has not do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepForm {
    pub subject: String,
    pub body: String,
    /// As [`crate::Destination`] is written.
    pub destination: String,
    pub amount: String,
    pub unit: String,
    pub offer: String,
    pub tag: String,
    pub url: String,
}

impl StepForm {
    /// A step of that kind; `condition` is what a question asks.
    ///
    /// # Errors
    /// [`Invalid`] for a number, a destination or a choice that is none. Texts may be missing.
    pub fn parse(&self, kind: StepKind, condition: &ConditionForm) -> Result<Step, Problem> {
        let offer = || self.offer.parse::<OfferId>().map_err(|_| Invalid::Choice);
        Ok(match kind {
            StepKind::Email => Step::Email { subject: line(&self.subject), body: lines(&self.body), destination: self.destination.parse()? },
            StepKind::Sms => Step::Sms { body: lines(&self.body), destination: self.destination.parse()? },
            StepKind::Wait => Step::Wait { amount: number(&self.amount)?, unit: self.unit.parse()? },
            StepKind::GrantOffer => Step::GrantOffer { offer: offer()? },
            StepKind::RevokeOffer => Step::RevokeOffer { offer: offer()? },
            StepKind::AddTag => Step::AddTag { tag: line(&self.tag) },
            StepKind::RemoveTag => Step::RemoveTag { tag: line(&self.tag) },
            StepKind::Webhook => Step::Webhook { url: line(&self.url) },
            StepKind::If => Step::If { condition: condition.parse()?, then: Vec::new(), otherwise: Vec::new() },
        })
    }
}

impl From<&Step> for StepForm {
    fn from(step: &Step) -> Self {
        let form = Self::default();
        match step.clone() {
            Step::Email { subject, body, destination } => Self { subject, body, destination: destination.to_string(), ..form },
            Step::Sms { body, destination } => Self { body, destination: destination.to_string(), ..form },
            Step::Wait { amount, unit } => Self { amount: amount.to_string(), unit: unit.to_string(), ..form },
            Step::GrantOffer { offer } | Step::RevokeOffer { offer } => Self { offer: offer.to_string(), ..form },
            Step::AddTag { tag } | Step::RemoveTag { tag } => Self { tag, ..form },
            Step::Webhook { url } => Self { url, ..form },
            Step::If { .. } => form,
        }
    }
}

/// The fields of a condition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConditionForm {
    /// `not`, or nothing.
    pub holds: String,
    /// `offer/ID`, `product/ID`, `group/ID`, `progress/ID` or `tag`.
    pub about: String,
    /// Which tag.
    pub tag: String,
    /// How much of the course.
    pub percent: String,
}

impl ConditionForm {
    /// # Errors
    /// [`Invalid`] for a number or a choice that is none. The tag may be missing.
    pub fn parse(&self) -> Result<Condition, Problem> {
        let (kind, id) = self.about.split_once('/').unwrap_or((&self.about, ""));
        let test = match kind {
            "offer" => Test::Offer(id.parse().map_err(|_| Invalid::Choice)?),
            "product" => Test::Product(id.parse().map_err(|_| Invalid::Choice)?),
            "group" => Test::Group(id.parse().map_err(|_| Invalid::Choice)?),
            "progress" => Test::Progress { product: id.parse().map_err(|_| Invalid::Choice)?, percent: number(&self.percent)? },
            "tag" => Test::Tag(line(&self.tag)),
            _ => return Err(Invalid::Choice.into()),
        };
        Ok(Condition { not: self.holds == "not", test })
    }
}

impl From<&Condition> for ConditionForm {
    fn from(condition: &Condition) -> Self {
        let holds = if condition.not { "not".to_owned() } else { String::new() };
        let form = Self { holds, ..Self::default() };
        match &condition.test {
            Test::Offer(id) => Self { about: format!("offer/{id}"), ..form },
            Test::Product(id) => Self { about: format!("product/{id}"), ..form },
            Test::Group(id) => Self { about: format!("group/{id}"), ..form },
            Test::Progress { product, percent } => Self { about: format!("progress/{product}"), percent: percent.to_string(), ..form },
            Test::Tag(tag) => Self { about: "tag".to_owned(), tag: tag.clone(), ..form },
        }
    }
}

/// The fields of a trigger: of the things it can be about counts the one that its kind is about. Each is `offer/ID` and the like, or
/// nothing for any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TriggerForm {
    pub kind: String,
    pub offer: String,
    pub product: String,
    /// A section, or a course for any of its sections.
    pub category: String,
    /// A lesson, or a section or a course for any of its lessons.
    pub lesson: String,
    pub group: String,
    pub days: String,
}

impl TriggerForm {
    /// # Errors
    /// [`Invalid`] for a number or a choice that is none.
    pub fn parse(&self) -> Result<Trigger, Problem> {
        let kind: TriggerKind = self.kind.parse()?;
        let named: &str = match kind.subjects().first() {
            Some(SubjectKind::Offer) => &self.offer,
            Some(SubjectKind::Product) => &self.product,
            Some(SubjectKind::Category) => &self.category,
            Some(SubjectKind::Lesson) => &self.lesson,
            Some(SubjectKind::Group) => &self.group,
            None => "",
        };
        let days = if kind.has_days() { Some(number(&self.days)?) } else { None };
        Ok(Trigger { kind, only: subject(named)?, days })
    }

    /// What the field says that [`Trigger::only`] is about: the narrowest thing that it names.
    pub fn named(only: &Subjects) -> String {
        let lesson = only.lesson.map(|id| format!("lesson/{id}"));
        let category = only.category.map(|id| format!("category/{id}"));
        let product = only.product.map(|id| format!("product/{id}"));
        let group = only.group.map(|id| format!("group/{id}"));
        let offer = only.offer.map(|id| format!("offer/{id}"));
        lesson.or(category).or(product).or(group).or(offer).unwrap_or_default()
    }
}

fn subject(named: &str) -> Result<Subjects, Problem> {
    let any = Subjects::default();
    if named.is_empty() {
        return Ok(any);
    }
    let (kind, id) = named.split_once('/').ok_or(Invalid::Choice)?;
    Ok(match kind {
        "offer" => Subjects { offer: Some(id.parse().map_err(|_| Invalid::Choice)?), ..any },
        "product" => Subjects { product: Some(id.parse().map_err(|_| Invalid::Choice)?), ..any },
        "category" => Subjects { category: Some(id.parse().map_err(|_| Invalid::Choice)?), ..any },
        "lesson" => Subjects { lesson: Some(id.parse().map_err(|_| Invalid::Choice)?), ..any },
        "group" => Subjects { group: Some(id.parse().map_err(|_| Invalid::Choice)?), ..any },
        _ => return Err(Invalid::Choice.into()),
    })
}

fn line(typed: &str) -> String {
    text::line(typed).unwrap_or_default()
}

/// Browsers send a text's lines with a carriage return each.
fn lines(typed: &str) -> String {
    typed.replace("\r\n", "\n").trim_end().to_owned()
}

fn number<N: std::str::FromStr>(typed: &str) -> Result<N, Problem> {
    typed.trim().parse().map_err(|_| Invalid::Number.into())
}

#[cfg(test)]
mod tests {
    use super::super::Unit;
    use super::*;
    use crate::{Destination, LessonId, ProductId};

    #[test]
    fn a_step_is_read_by_its_kind() {
        let none = ConditionForm::default();
        let form = StepForm {
            subject: " Hello\u{7} ".to_owned(),
            body: "One\r\ntwo\r\n".to_owned(),
            amount: " 2 ".to_owned(),
            unit: "days".to_owned(),
            ..StepForm::default()
        };
        let mail = Step::Email { subject: "Hello".to_owned(), body: "One\ntwo".to_owned(), destination: Destination::Home };
        assert_eq!(form.parse(StepKind::Email, &none), Ok(mail.clone()));
        assert_eq!(StepForm::from(&mail).parse(StepKind::Email, &none), Ok(mail));
        assert_eq!(form.parse(StepKind::Wait, &none), Ok(Step::Wait { amount: 2, unit: Unit::Days }));
        assert_eq!(form.parse(StepKind::GrantOffer, &none), Err(Invalid::Choice.into()));
        assert_eq!(form.parse(StepKind::AddTag, &none), Ok(Step::AddTag { tag: String::new() }), "may be missing for now");
        let never = StepForm { amount: "-1".to_owned(), ..form };
        assert_eq!(never.parse(StepKind::Wait, &none), Err(Invalid::Number.into()));
    }

    #[test]
    fn a_condition_is_read_as_it_is_written() {
        let product = ProductId::MAX;
        for test in [Test::Offer(OfferId::MIN), Test::Tag("vip".to_owned()), Test::Progress { product, percent: 50 }, Test::Product(product)] {
            let condition = Condition { not: true, test };
            assert_eq!(ConditionForm::from(&condition).parse(), Ok(condition));
        }
        let nothing = ConditionForm { about: "offer/".to_owned(), ..ConditionForm::default() };
        assert_eq!(nothing.parse(), Err(Invalid::Choice.into()));
    }

    #[test]
    fn a_trigger_is_about_what_its_kind_is_about() {
        let lesson = Subjects { lesson: Some(LessonId::MAX), ..Subjects::default() };
        let form = TriggerForm { lesson: TriggerForm::named(&lesson), offer: "nonsense".to_owned(), days: "x".to_owned(), ..TriggerForm::default() };
        let of = |kind: TriggerKind| TriggerForm { kind: kind.word().to_owned(), ..form.clone() }.parse();
        assert_eq!(of(TriggerKind::LessonStarted), Ok(Trigger { only: lesson, ..Trigger::new(TriggerKind::LessonStarted) }));
        assert_eq!(of(TriggerKind::SignedUp), Ok(Trigger::new(TriggerKind::SignedUp)));
        assert_eq!(of(TriggerKind::OfferGranted), Err(Invalid::Choice.into()));
        let week = TriggerForm { kind: "access-ends".to_owned(), days: "7".to_owned(), ..TriggerForm::default() };
        assert_eq!(week.parse(), Ok(Trigger::new(TriggerKind::AccessEnds)));
    }
}
