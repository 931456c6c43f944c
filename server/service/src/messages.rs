//! Messages: written into the outbox in the transaction of what causes them ([`queue`]), filled in and given their link when they go
//! out ([`outgoing`]), shown to admins ([`outbox`]). What an admin only tries goes to themselves ([`trials`]).

mod outbox;
mod outgoing;
mod queue;
mod render;
mod texts;
mod trials;

pub use self::outgoing::{Fate, Outgoing};
pub(crate) use self::queue::Letter;
pub use self::render::Written;
pub(crate) use self::trials::Trials;

use std::sync::{Mutex, PoisonError};

use domain::time::Span;
use domain::view::messages::Delivery;
use domain::view::settings::PortalSettings;
use domain::{Colour, Fault, Lang, Part, Variable};
use store::messages::Text;

use self::render::{Frame, OptOut, Values, Wrong};
use crate::{Error, Portal, Result};

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

/// Whom a text is filled in for.
#[derive(Clone, Copy)]
pub(crate) struct Person<'a> {
    pub name: &'a str,
    pub email: &'a str,
}

impl<'a> Person<'a> {
    pub fn of(contact: &'a store::contacts::Contact) -> Self {
        Self { name: &contact.name, email: &contact.email }
    }
}

/// What the variables of every message stand for.
fn values(person: Person<'_>, settings: &PortalSettings, login_url: &str, life: Span, lang: Lang) -> Values {
    let value = |variable: Variable| match variable {
        Variable::LoginUrl => login_url.to_owned(),
        Variable::FirstName => person.name.split_whitespace().next().unwrap_or_default().to_owned(),
        Variable::Name => person.name.to_owned(),
        Variable::Email => person.email.to_owned(),
        Variable::PortalName => settings.name.clone(),
        Variable::LinkLife => texts::life(life, lang),
    };
    Variable::ALL.iter().map(|variable| (variable.word(), value(*variable))).collect()
}

/// Hands over how the document around a message looks; below one that was written to many is the way out, `unsubscribe`.
fn framed<T>(settings: &PortalSettings, public_url: &str, lang: Lang, unsubscribe: Option<&str>, write: impl FnOnce(&Frame<'_>) -> T) -> T {
    let colour = settings.branding.accent.or(settings.branding.brand).map(|colour: Colour| colour.to_string());
    let footer = format!("{} · {public_url}", settings.name);
    let [why, label] = texts::opting_out(lang);
    let opt_out = unsubscribe.map(|url| OptOut { why, label, url });
    write(&Frame { lang: lang.word(), portal: &settings.name, colour: colour.as_deref().unwrap_or(COLOUR), footer: &footer, opt_out })
}

/// A text as `person` would get it, with links that lead nowhere new.
pub(crate) fn sample(text: &Text, person: Person<'_>, settings: &PortalSettings, public_url: &str, lang: Lang, links: Links<'_>) -> Result<Written> {
    let values = values(person, settings, links.login, crate::settings::life(settings, domain::LinkPurpose::Sent), lang);
    let written = framed(settings, public_url, lang, Some(links.unsubscribe), |frame| render::write(text, &values, frame));
    Ok(written.map_err(anyhow::Error::from)?)
}

/// What stands for the links of a message that goes to nobody.
#[derive(Clone, Copy)]
pub(crate) struct Links<'a> {
    pub login: &'a str,
    pub unsubscribe: &'a str,
}

/// Whether a text can be filled in for everybody.
///
/// # Errors
/// [`domain::Problem::Text`] with the first line that cannot be.
pub(crate) fn check(lang: Lang, subject: &str, body: &str) -> Result<()> {
    let fault = move |part: Part| {
        move |wrong: Wrong| -> Error { domain::Problem::Text(Fault { lang, part, line: domain::count(wrong.line), unknown: wrong.unknown }).into() }
    };
    render::check_subject(subject).map_err(fault(Part::Subject))?;
    render::check_body(body).map_err(fault(Part::Body))
}
