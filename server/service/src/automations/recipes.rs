//! Ready-made automations (A6): a name, a subject and a body each, in both languages.

use domain::automation::{Recipe, Step, Trigger, TriggerKind};
use domain::{Definition, Destination, Lang};

/// Days after a grant that nobody made use of.
const PATIENCE: u16 = 3;

/// Its name, and what it does; nothing is chosen yet that only this portal has.
pub(super) fn ready_made(recipe: Recipe, lang: Lang) -> (String, Definition) {
    let text = match (recipe, lang) {
        (Recipe::Welcome, Lang::En) => include_str!("recipes/en/welcome.md"),
        (Recipe::Welcome, Lang::Fr) => include_str!("recipes/fr/welcome.md"),
        (Recipe::AccessEnds, Lang::En) => include_str!("recipes/en/access-ends.md"),
        (Recipe::AccessEnds, Lang::Fr) => include_str!("recipes/fr/access-ends.md"),
        (Recipe::NotStarted, Lang::En) => include_str!("recipes/en/not-started.md"),
        (Recipe::NotStarted, Lang::Fr) => include_str!("recipes/fr/not-started.md"),
    };
    let trigger = match recipe {
        Recipe::Welcome => Trigger::new(TriggerKind::OfferGranted),
        Recipe::AccessEnds => Trigger::new(TriggerKind::AccessEnds),
        Recipe::NotStarted => Trigger { days: Some(PATIENCE), ..Trigger::new(TriggerKind::NotStarted) },
    };
    let (name, rest) = text.split_once('\n').unwrap_or((text, ""));
    let (subject, body) = rest.split_once('\n').unwrap_or((rest, ""));
    let mail = Step::Email { subject: subject.to_owned(), body: body.trim().to_owned(), destination: Destination::Home };
    (name.to_owned(), Definition { trigger, filters: Vec::new(), steps: vec![mail] })
}

#[cfg(test)]
mod tests {
    use domain::automation::Variable;

    use super::*;
    use crate::messages::check;

    #[test]
    fn a_ready_made_one_can_be_published_as_it_is() {
        for recipe in Recipe::ALL {
            for lang in Lang::ALL {
                let (name, definition) = ready_made(*recipe, *lang);
                assert!(!name.is_empty() && definition.check().is_empty(), "{recipe} {lang}: {:?}", definition.check());
                let known: Vec<Variable> = Variable::known_after(definition.trigger.kind).collect();
                for (_, step) in definition.walk() {
                    let Step::Email { subject, body, .. } = step else { panic!("a mail") };
                    assert!(check(subject, &known).is_ok() && check(body, &known).is_ok(), "{recipe} {lang}");
                    assert!(body.contains("{{ login_url }}"));
                }
            }
        }
    }
}
