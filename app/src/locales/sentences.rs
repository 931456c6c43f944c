//! What an automation begins with, asks and does, as sentences.

use domain::automation::step::StepKind;
use domain::automation::trigger::SubjectKind;
use domain::automation::{Condition, Step, Subjects, Test, Trigger, TriggerKind, Unit, Variable};
use domain::view::automations::{EventRow, Titles};

use super::{Words, fill};

/// Letters of a text message that its sentence quotes.
const QUOTED: usize = 40;

/// A thing as sentences say it: any one, that one, one that is gone.
struct Noun {
    any: &'static str,
    the: &'static str,
    gone: &'static str,
}

impl Words {
    /// The name of a trigger, for a menu.
    pub fn trigger_kind(self, kind: TriggerKind) -> &'static str {
        let t = self.triggers();
        match kind {
            TriggerKind::SignedUp => t.signed_up,
            TriggerKind::OfferGranted => t.offer_granted,
            TriggerKind::OfferRemoved => t.offer_removed,
            TriggerKind::ProductGranted => t.product_granted,
            TriggerKind::ProductRemoved => t.product_removed,
            TriggerKind::ProductStarted => t.product_started,
            TriggerKind::ProductCompleted => t.product_completed,
            TriggerKind::CategoryStarted => t.category_started,
            TriggerKind::CategoryCompleted => t.category_completed,
            TriggerKind::LessonStarted => t.lesson_started,
            TriggerKind::LessonCompleted => t.lesson_completed,
            TriggerKind::LoggedIn => t.logged_in,
            TriggerKind::GroupGranted => t.group_granted,
            TriggerKind::GroupRevoked => t.group_revoked,
            TriggerKind::AccessEnds => t.access_ends,
            TriggerKind::NotStarted => t.not_started,
        }
    }

    /// `When the offer “Academy” is granted`
    pub fn trigger(self, trigger: &Trigger, titles: &Titles) -> String {
        fill(self.triggers().when, &[("what", &self.trigger_after_when(trigger, titles))])
    }

    /// `the offer “Academy” is granted`
    pub fn trigger_after_when(self, trigger: &Trigger, titles: &Titles) -> String {
        self.happens(trigger.kind, &self.named(trigger.kind, &trigger.only, titles), trigger.days.unwrap_or_default())
    }

    /// What a run began with: `the offer “Academy” is granted`.
    pub fn event(self, event: &EventRow) -> String {
        let what = event.kind.subjects().first().map(|kind| {
            let noun = self.noun(*kind);
            event.title.as_ref().map_or_else(|| noun.gone.to_owned(), |title| fill(noun.the, &[("title", title)]))
        });
        self.happens(event.kind, &what.unwrap_or_default(), event.days.unwrap_or_default())
    }

    fn happens(self, kind: TriggerKind, what: &str, days: u16) -> String {
        let t = self.triggers();
        let text = match kind {
            TriggerKind::SignedUp => t.is_signed_up,
            TriggerKind::OfferGranted => t.is_granted,
            TriggerKind::ProductGranted | TriggerKind::GroupGranted => t.is_access_begun,
            TriggerKind::OfferRemoved | TriggerKind::ProductRemoved | TriggerKind::GroupRevoked => t.is_access_ended,
            TriggerKind::ProductStarted | TriggerKind::CategoryStarted | TriggerKind::LessonStarted => t.is_started,
            TriggerKind::ProductCompleted | TriggerKind::CategoryCompleted | TriggerKind::LessonCompleted => t.is_completed,
            TriggerKind::LoggedIn => t.is_logged_in,
            TriggerKind::AccessEnds => t.is_ending,
            TriggerKind::NotStarted => t.is_not_started,
        };
        fill(text, &[("what", what), ("span", &self.span(days, Unit::Days))])
    }

    /// What a trigger of that kind is about, as it is asked for.
    fn named(self, kind: TriggerKind, only: &Subjects, titles: &Titles) -> String {
        let Some(kind) = kind.subjects().first().copied() else { return String::new() };
        let t = self.triggers();
        let of = |whole: String| match kind {
            SubjectKind::Lesson => fill(t.lesson_of, &[("what", &whole)]),
            _ => fill(t.category_of, &[("what", &whole)]),
        };
        let product = only.product.map(|id| self.titled(SubjectKind::Product, titles.product(id)));
        let category = only.category.map(|id| self.titled(SubjectKind::Category, titles.category(id)));
        let found = match kind {
            SubjectKind::Offer => only.offer.map(|id| self.titled(kind, titles.offer(id))),
            SubjectKind::Group => only.group.map(|id| self.titled(kind, titles.group(id))),
            SubjectKind::Product => product,
            SubjectKind::Category => category.or_else(|| product.map(of)),
            SubjectKind::Lesson => only.lesson.map(|id| self.titled(kind, titles.lesson(id))).or_else(|| category.or(product).map(of)),
        };
        found.unwrap_or_else(|| self.noun(kind).any.to_owned())
    }

    fn noun(self, kind: SubjectKind) -> Noun {
        let t = self.triggers();
        match kind {
            SubjectKind::Offer => Noun { any: t.any_offer, the: t.the_offer, gone: t.gone_offer },
            SubjectKind::Product => Noun { any: t.any_product, the: t.the_product, gone: t.gone_product },
            SubjectKind::Category => Noun { any: t.any_category, the: t.the_category, gone: t.gone_category },
            SubjectKind::Lesson => Noun { any: t.any_lesson, the: t.the_lesson, gone: t.gone_lesson },
            SubjectKind::Group => Noun { any: t.any_group, the: t.the_group, gone: t.gone_group },
        }
    }

    /// `the offer “Academy”`, or that it is gone.
    fn titled(self, kind: SubjectKind, title: Option<&str>) -> String {
        let noun = self.noun(kind);
        title.map_or_else(|| noun.gone.to_owned(), |title| fill(noun.the, &[("title", title)]))
    }

    /// The name of a step, for a menu.
    pub fn step_kind(self, kind: StepKind) -> &'static str {
        let t = self.steps();
        match kind {
            StepKind::Email => t.email,
            StepKind::Sms => t.sms,
            StepKind::Wait => t.wait,
            StepKind::If => t.question,
            StepKind::GrantOffer => t.grant_offer,
            StepKind::RevokeOffer => t.revoke_offer,
            StepKind::AddTag => t.add_tag,
            StepKind::RemoveTag => t.remove_tag,
            StepKind::Webhook => t.webhook,
        }
    }

    /// `Send the e-mail “Your way in”`
    pub fn step(self, step: &Step, titles: &Titles) -> String {
        let t = self.steps();
        match step {
            Step::Email { subject, .. } if subject.is_empty() => t.email_empty.to_owned(),
            Step::Email { subject, .. } => fill(t.email_named, &[("subject", subject)]),
            Step::Sms { body, .. } if body.trim().is_empty() => t.sms_empty.to_owned(),
            Step::Sms { body, .. } => fill(t.sms_named, &[("text", &beginning(body))]),
            Step::Wait { amount, unit } => fill(t.wait_for, &[("span", &self.span(*amount, *unit))]),
            Step::GrantOffer { offer } => fill(t.grant_named, &[("what", &self.titled(SubjectKind::Offer, titles.offer(*offer)))]),
            Step::RevokeOffer { offer } => fill(t.revoke_named, &[("what", &self.titled(SubjectKind::Offer, titles.offer(*offer)))]),
            Step::AddTag { tag } => fill(t.add_tag_named, &[("tag", self.tag(tag))]),
            Step::RemoveTag { tag } => fill(t.remove_tag_named, &[("tag", self.tag(tag))]),
            Step::Webhook { url } => fill(t.webhook_named, &[("url", if url.is_empty() { t.tag_empty } else { url.as_str() })]),
            Step::If { condition, .. } => fill(t.if_asked, &[("condition", &self.condition(condition, titles))]),
        }
    }

    /// `the contact has the offer “Academy”`
    pub fn condition(self, condition: &Condition, titles: &Titles) -> String {
        let t = self.steps();
        let either = |yes, no| if condition.not { no } else { yes };
        let access = either(t.has_access, t.has_no_access);
        match &condition.test {
            Test::Offer(id) => fill(either(t.has_offer, t.has_no_offer), &[("what", &self.titled(SubjectKind::Offer, titles.offer(*id)))]),
            Test::Product(id) => fill(access, &[("what", &self.titled(SubjectKind::Product, titles.product(*id)))]),
            Test::Group(id) => fill(access, &[("what", &self.titled(SubjectKind::Group, titles.group(*id)))]),
            Test::Tag(tag) => fill(either(t.has_tag, t.has_no_tag), &[("tag", self.tag(tag))]),
            Test::Progress { product, percent } => {
                let what = self.titled(SubjectKind::Product, titles.product(*product));
                fill(either(t.has_progress, t.has_no_progress), &[("percent", &percent.to_string()), ("what", &what)])
            }
        }
    }

    fn tag(self, tag: &str) -> &str {
        if tag.is_empty() { self.steps().tag_empty } else { tag }
    }

    /// `2 days`
    pub fn span(self, amount: u16, unit: Unit) -> String {
        let t = self.common();
        let (one, many) = match unit {
            Unit::Minutes => (t.minute, t.minutes),
            Unit::Hours => (t.hour, t.hours),
            Unit::Days => (t.day, t.days),
        };
        self.count(amount.into(), one, many)
    }

    /// The name of a variable, for a menu.
    pub fn variable(self, variable: Variable) -> &'static str {
        let t = self.steps();
        match variable {
            Variable::LoginUrl => t.login_url,
            Variable::LinkLife => t.link_life,
            Variable::FirstName => t.first_name,
            Variable::Name => t.name,
            Variable::Email => t.contact_email,
            Variable::PortalName => t.portal_name,
            Variable::OfferTitle => t.offer_title,
            Variable::ProductTitle => t.product_title,
            Variable::CategoryTitle => t.category_title,
            Variable::LessonTitle => t.lesson_title,
            Variable::GroupTitle => t.group_title,
            Variable::EndsOn => t.ends_on,
        }
    }
}

/// The first letters of a text, on one line.
fn beginning(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= QUOTED { line } else { format!("{}…", line.chars().take(QUOTED).collect::<String>().trim_end()) }
}

#[cfg(test)]
mod tests {
    use domain::{CategoryId, Lang, OfferId, ProductId};

    use super::*;

    fn titles() -> Titles {
        Titles { offers: vec![(OfferId::MAX, "Academy".to_owned())], products: vec![(ProductId::MAX, "Knots".to_owned())], ..Titles::default() }
    }

    fn both(say: impl Fn(Words) -> String) -> (String, String) {
        (say(Words::of(Lang::En)), say(Words::of(Lang::Fr)).replace('\u{a0}', " "))
    }

    #[test]
    fn a_trigger_is_a_sentence() {
        let said = |kind, only| both(|t| t.trigger(&Trigger { only, ..Trigger::new(kind) }, &titles()));
        let any = Subjects::default();
        let pair = |en: &str, fr: &str| (en.to_owned(), fr.to_owned());
        assert_eq!(said(TriggerKind::SignedUp, any), pair("When a new contact joins", "Quand un nouveau contact arrive"));
        let academy = Subjects { offer: Some(OfferId::MAX), ..any };
        assert_eq!(said(TriggerKind::OfferGranted, academy), pair("When the offer “Academy” is granted", "Quand l’offre « Academy » est accordée"));
        let ends = pair("When access to the offer “Academy” ends in 7 days", "Quand l’accès à l’offre « Academy » se termine dans 7 jours");
        assert_eq!(said(TriggerKind::AccessEnds, academy), ends);
        let knots = Subjects { product: Some(ProductId::MAX), ..any };
        let lesson = pair("When a lesson of the course “Knots” is completed", "Quand une leçon de la formation « Knots » est terminée");
        assert_eq!(said(TriggerKind::LessonCompleted, knots), lesson);
        let gone = Subjects { category: Some(CategoryId::MAX), ..any };
        assert_eq!(said(TriggerKind::CategoryStarted, gone), pair("When the deleted category is started", "Quand la catégorie supprimée est commencée"));
    }

    #[test]
    fn a_step_is_a_sentence() {
        let said = |step: &Step| both(|t| t.step(step, &titles())).0;
        assert_eq!(said(&Step::Wait { amount: 1, unit: Unit::Days }), "Wait 1 day");
        assert_eq!(said(&Step::AddTag { tag: String::new() }), "Add the tag “not chosen yet”");
        let sms = Step::Sms { body: format!("Hello\nthere {}", "x".repeat(60)), destination: domain::Destination::Home };
        assert_eq!(said(&sms), format!("Send the text message “Hello there {}…”", "x".repeat(28)));
        let condition = Condition { not: true, test: Test::Progress { product: ProductId::MAX, percent: 50 } };
        let question = Step::If { condition, then: Vec::new(), otherwise: Vec::new() };
        assert_eq!(said(&question), "If the contact has completed less than 50% of the course “Knots”");
    }
}
