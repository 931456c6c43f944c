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
pub(crate) use self::queue::Letter;
pub use self::render::Written;
pub(crate) use self::render::{Wrong, flaw_of, needs_link};
pub(crate) use self::texts::day_in_words;

use std::collections::BTreeMap;

use domain::automation::Variable;
use domain::time::Span;
use domain::view::settings::PortalSettings;
use domain::{Channel, Colour, Lang};
use store::contacts::Contact;

use self::render::{Frame, Values};

/// White text can be read on it.
const COLOUR: &str = "#2458b8";

/// What variables stand for that only a message's cause knows, by their words.
pub(crate) type Facts = BTreeMap<String, String>;

/// The facts that are kept with a message.
fn facts(message: &store::messages::Message) -> Facts {
    message.facts.as_deref().and_then(|facts| serde_json::from_str(facts).ok()).unwrap_or_default()
}

/// What a message brings: its link and perhaps a code, how long each works, and what only its cause knows.
struct Carried<'a> {
    login_url: &'a str,
    link_life: Span,
    code: Option<(&'a str, Span)>,
    facts: &'a Facts,
}

/// What the variables of a message stand for.
fn values(contact: &Contact, settings: &PortalSettings, carried: &Carried<'_>, lang: Lang) -> Values {
    let first_name = contact.name.split_whitespace().next().unwrap_or_default();
    let mut values = Values::from([
        (Variable::FirstName.word(), first_name.to_owned()),
        (Variable::Name.word(), contact.name.clone()),
        (Variable::Email.word(), contact.email.clone()),
        (Variable::PortalName.word(), settings.name.clone()),
        (Variable::LoginUrl.word(), carried.login_url.to_owned()),
        (Variable::LinkLife.word(), texts::life(carried.link_life, lang)),
    ]);
    if let Some((code, life)) = carried.code {
        values.extend([("code", code.to_owned()), ("code_life", texts::life(life, lang))]);
    }
    values.extend(carried.facts.iter().filter_map(|(word, value)| Some((word.parse::<Variable>().ok()?.word(), value.clone()))));
    values
}

/// What a message would say to the contact now, with `login_url` in the place of the link.
///
/// # Errors
/// [`Wrong`] if it asks for something that neither the contact nor `facts` tell.
pub(crate) fn preview(
    channel: Channel,
    text: (&str, &str),
    contact: &Contact,
    settings: &PortalSettings,
    (login_url, link_life): (&str, Span),
    facts: &Facts,
) -> Result<Written, Wrong> {
    let values = values(contact, settings, &Carried { login_url, link_life, code: None, facts }, contact.lang);
    write(channel, text, &values, settings, "", contact.lang)
}

/// What a message says, in the document that shows it.
fn write(
    channel: Channel,
    (subject, body): (&str, &str),
    values: &Values,
    settings: &PortalSettings,
    public_url: &str,
    lang: Lang,
) -> Result<Written, Wrong> {
    let colour = settings.branding.accent.or(settings.branding.brand).map(|colour: Colour| colour.to_string());
    let footer = if public_url.is_empty() { settings.name.clone() } else { format!("{} · {public_url}", settings.name) };
    let frame = Frame { lang: lang.word(), portal: &settings.name, colour: colour.as_deref().unwrap_or(COLOUR), footer: &footer };
    match channel {
        Channel::Email => render::mail(subject, body, values, &frame),
        Channel::Sms => render::sms(body, values, &frame),
    }
}

/// Where a contact is reached by a channel, if it can be.
fn address(contact: &Contact, channel: Channel) -> Option<&str> {
    match channel {
        Channel::Email => Some(&contact.email),
        Channel::Sms => contact.phone.as_deref(),
    }
}
