//! Messages: written into the outbox in the transaction of what causes them ([`queue`]), filled in and given their link when they go
//! out ([`outgoing`]), shown to admins ([`outbox`]).

mod outbox;
mod outgoing;
mod queue;
mod render;
mod texts;

pub use self::outgoing::{Fate, Outgoing};
pub use self::render::Written;

use std::sync::{Mutex, PoisonError};

use domain::time::Span;
use domain::view::messages::Delivery;
use domain::view::settings::PortalSettings;
use domain::{Colour, Lang};
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

/// What a message brings: its link and perhaps a code, and how long each works.
struct Carried<'a> {
    login_url: &'a str,
    link_life: Span,
    code: Option<(&'a str, Span)>,
}

/// What the variables of a message stand for.
fn values(contact: &Contact, settings: &PortalSettings, carried: &Carried<'_>, lang: Lang) -> Values {
    let first_name = contact.name.split_whitespace().next().unwrap_or_default();
    let code = carried.code.map(|(code, life)| [("code", code.to_owned()), ("code_life", texts::life(life, lang))]);
    let always = [
        ("first_name", first_name.to_owned()),
        ("name", contact.name.clone()),
        ("email", contact.email.clone()),
        ("portal_name", settings.name.clone()),
        ("login_url", carried.login_url.to_owned()),
        ("link_life", texts::life(carried.link_life, lang)),
    ];
    always.into_iter().chain(code.into_iter().flatten()).collect()
}

/// Hands over how the document around a message looks.
fn framed<T>(settings: &PortalSettings, public_url: &str, lang: Lang, write: impl FnOnce(&Frame<'_>) -> T) -> T {
    let colour = settings.branding.accent.or(settings.branding.brand).map(|colour: Colour| colour.to_string());
    let footer = format!("{} · {public_url}", settings.name);
    write(&Frame { lang: lang.word(), portal: &settings.name, colour: colour.as_deref().unwrap_or(COLOUR), footer: &footer })
}
