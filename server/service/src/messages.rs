//! Messages: written into the outbox in the transaction of what causes them ([`queue`]), filled in and given their link when they go
//! out ([`outgoing`]), shown to admins ([`outbox`]).

mod outbox;
mod outgoing;
mod queue;
mod render;
mod texts;

pub use self::outgoing::{Fate, Outgoing};
pub use self::render::Written;

pub(crate) use self::queue::Letter;
pub(crate) use self::render::{Wrong, flaw_of, needs_link};
pub(crate) use self::texts::day_in_words;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use domain::automation::Variable;
use domain::time::Span;
use domain::view::messages::Delivery;
use domain::view::settings::PortalSettings;
use domain::{Channel, Colour, Lang};
use store::contacts::Contact;

use self::render::{Frame, Values};
use crate::Portal;

/// How this copy of the server fares with sending mail.
#[derive(Default)]
pub(crate) struct Standing(Mutex<Delivery>);

impl Standing {
    fn set(&self, delivery: Delivery) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = delivery;
    }

    fn get(&self) -> Delivery {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Portal {
    /// Mail can be sent, as far as anybody knows.
    pub fn mail_goes(&self) {
        self.delivery.set(Delivery::Goes);
    }

    /// No mail can be sent for now, and why.
    pub fn mail_stands(&self, why: String) {
        let since = match self.delivery.get() {
            Delivery::Stands { since, .. } => since,
            Delivery::Kept | Delivery::Goes => self.now(),
        };
        self.delivery.set(Delivery::Stands { since, why });
    }
}

/// White text can be read on it.
const COLOUR: &str = "#2458b8";

/// What variables stand for that only a message's cause knows, by their words.
pub(crate) type Facts = BTreeMap<String, String>;

/// The facts that are kept with a message.
fn facts(message: &store::messages::Message) -> Facts {
    message.facts.as_deref().and_then(|facts| serde_json::from_str(facts).ok()).unwrap_or_default()
}

/// What the variables of a message stand for.
fn values(contact: &Contact, settings: &PortalSettings, login_url: &str, life: Span, lang: Lang, facts: &Facts) -> Values {
    let first_name = contact.name.split_whitespace().next().unwrap_or_default();
    let mut values = Values::from([
        (Variable::FirstName.word(), first_name.to_owned()),
        (Variable::Name.word(), contact.name.clone()),
        (Variable::Email.word(), contact.email.clone()),
        (Variable::PortalName.word(), settings.name.clone()),
        (Variable::LoginUrl.word(), login_url.to_owned()),
        (Variable::LinkLife.word(), texts::life(life, lang)),
    ]);
    values.extend(facts.iter().filter_map(|(word, value)| Some((word.parse::<Variable>().ok()?.word(), value.clone()))));
    values
}

/// What a message would say to the contact now, with `login_url` in the place of the link.
///
/// # Errors
/// [`Wrong`] if it asks for something that neither the contact nor `facts` tell.
pub(crate) fn preview(
    channel: Channel,
    (subject, body): (&str, &str),
    contact: &Contact,
    settings: &PortalSettings,
    (login_url, life): (&str, Span),
    facts: &Facts,
) -> Result<Written, Wrong> {
    let values = values(contact, settings, login_url, life, contact.lang, facts);
    framed(settings, "", contact.lang, |frame| render::write(channel, subject, body, &values, frame))
}

/// Hands over how the document around a message looks.
fn framed<T>(settings: &PortalSettings, public_url: &str, lang: Lang, write: impl FnOnce(&Frame<'_>) -> T) -> T {
    let colour = settings.branding.accent.or(settings.branding.brand).map(|colour: Colour| colour.to_string());
    let footer = if public_url.is_empty() { settings.name.clone() } else { format!("{} · {public_url}", settings.name) };
    write(&Frame { lang: lang.word(), portal: &settings.name, colour: colour.as_deref().unwrap_or(COLOUR), footer: &footer })
}
