//! Messages: written into the outbox in the transaction of what causes them ([`queue`]), filled in and given their link when they go
//! out ([`outgoing`]), shown to admins and sent by them ([`outbox`], [`many`]). Each channel goes or stands for itself ([`Outlets`]).

mod many;
mod outbox;
mod outgoing;
mod outlets;
mod queue;
mod render;
mod texts;

pub use self::outgoing::{Fate, Outgoing};
pub(crate) use self::outlets::Outlets;
pub use self::render::Written;

use domain::time::Span;
use domain::view::settings::PortalSettings;
use domain::{Channel, Colour, Lang};
use store::contacts::Contact;

use self::render::{Frame, Values, Wrong};

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

/// What a message says, in the document that shows it.
fn write(channel: Channel, text: &store::messages::Text, values: &Values, settings: &PortalSettings, public_url: &str, lang: Lang) -> Result<Written, Wrong> {
    let colour = settings.branding.accent.or(settings.branding.brand).map(|colour: Colour| colour.to_string());
    let footer = format!("{} · {public_url}", settings.name);
    let frame = Frame { lang: lang.word(), portal: &settings.name, colour: colour.as_deref().unwrap_or(COLOUR), footer: &footer };
    match channel {
        Channel::Email => render::mail(text, values, &frame),
        Channel::Sms => render::sms(text, values, &frame),
    }
}

/// Where a contact is reached by a channel, if it can be.
fn address(contact: &Contact, channel: Channel) -> Option<&str> {
    match channel {
        Channel::Email => Some(&contact.email),
        Channel::Sms => contact.phone.as_deref(),
    }
}
