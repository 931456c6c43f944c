//! Messages: written into the outbox in the transaction of what causes them ([`queue`]), filled in and given their link when they go
//! out ([`outgoing`]), shown to admins and sent by them ([`outbox`], [`many`]). What an admin only tries goes to themselves ([`trials`]).
//! Each channel goes or stands for itself ([`Outlets`]).

mod bars;
mod many;
mod outbox;
mod outgoing;
mod outlets;
mod queue;
mod render;
mod texts;
mod trials;

pub use self::outgoing::{Fate, Outgoing};
pub(crate) use self::outlets::Outlets;
pub(crate) use self::queue::Letter;
pub use self::render::Written;
pub(crate) use self::render::{Wrong, check, needs_link};
pub(crate) use self::texts::day_in_words;
pub(crate) use self::trials::Trials;

use std::collections::BTreeMap;

use domain::time::Span;
use domain::view::settings::PortalSettings;
use domain::{Channel, Colour, Lang, LinkPurpose, Part, Problem, TextFault, Variable};
use store::contacts::Contact;
use store::messages::Text;

use self::render::{Frame, OptOut, Values};
use crate::{Error, Result};

/// White text can be read on it.
const COLOUR: &str = "#2458b8";

/// What variables stand for that only a message's cause knows, by their words.
pub(crate) type Facts = BTreeMap<String, String>;

/// The facts that are kept with a message.
fn facts(message: &store::messages::Message) -> Facts {
    message.facts.as_deref().and_then(|facts| serde_json::from_str(facts).ok()).unwrap_or_default()
}

/// Whom a text is filled in for.
#[derive(Clone, Copy)]
pub(crate) struct Person<'a> {
    pub name: &'a str,
    pub email: &'a str,
}

impl<'a> Person<'a> {
    pub fn of(contact: &'a Contact) -> Self {
        Self { name: &contact.name, email: &contact.email }
    }
}

/// The links that stand in a message, or what stands in their place.
#[derive(Clone, Copy)]
pub(crate) struct Links<'a> {
    pub login: &'a str,
    /// The way out, below what was written to many.
    pub unsubscribe: Option<&'a str>,
}

/// What a message brings: its links and perhaps a code, how long each works, and what only its cause knows.
struct Carried<'a> {
    links: Links<'a>,
    link_life: Span,
    code: Option<(&'a str, Span)>,
    facts: &'a Facts,
}

/// What the variables of a message stand for.
fn values(person: Person<'_>, settings: &PortalSettings, carried: &Carried<'_>, lang: Lang) -> Values {
    let first_name = person.name.split_whitespace().next().unwrap_or_default();
    let mut values = Values::from([
        (Variable::FirstName.word(), first_name.to_owned()),
        (Variable::Name.word(), person.name.to_owned()),
        (Variable::Email.word(), person.email.to_owned()),
        (Variable::PortalName.word(), settings.name.clone()),
        (Variable::LoginUrl.word(), carried.links.login.to_owned()),
        (Variable::LinkLife.word(), texts::life(carried.link_life, lang)),
    ]);
    if let Some((code, life)) = carried.code {
        values.extend([("code", code.to_owned()), ("code_life", texts::life(life, lang))]);
    }
    values.extend(carried.facts.iter().filter_map(|(word, value)| Some((word.parse::<Variable>().ok()?.word(), value.clone()))));
    values
}

/// What a message of an automation would say to the contact now, with `login_url` in the place of the link.
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
    let carried = Carried { links: Links { login: login_url, unsubscribe: None }, link_life, code: None, facts };
    write(channel, text, Person::of(contact), &carried, settings, "", contact.lang)
}

/// What a broadcast would say to `person`, with links that lead nowhere new.
pub(crate) fn sample(text: &Text, person: Person<'_>, settings: &PortalSettings, public_url: &str, lang: Lang, links: Links<'_>) -> Result<Written> {
    let carried = Carried { links, link_life: crate::settings::life(settings, LinkPurpose::Sent), code: None, facts: &Facts::new() };
    let written = write(Channel::Email, (&text.subject, &text.body), person, &carried, settings, public_url, lang);
    Ok(written.map_err(anyhow::Error::from)?)
}

/// Whether an e-mail can be filled in for everybody.
///
/// # Errors
/// [`Problem::Text`] with the first line that cannot be.
pub(crate) fn check_mail(lang: Lang, subject: &str, body: &str) -> Result<()> {
    let known: Vec<Variable> = Variable::of_every_message().collect();
    let in_subject: Vec<Variable> = known.iter().copied().filter(|variable| variable.fits_subject()).collect();
    let fault = move |part: Part| {
        move |wrong: Wrong| -> Error { Problem::Text(TextFault { lang, part, line: domain::count(wrong.line), unknown: wrong.unknown }).into() }
    };
    check(subject, &in_subject).map_err(fault(Part::Subject))?;
    check(body, &known).map_err(fault(Part::Body))
}

/// What a message says, in the document that shows it.
fn write(
    channel: Channel,
    (subject, body): (&str, &str),
    person: Person<'_>,
    carried: &Carried<'_>,
    settings: &PortalSettings,
    public_url: &str,
    lang: Lang,
) -> Result<Written, Wrong> {
    let values = values(person, settings, carried, lang);
    let colour = settings.branding.accent.or(settings.branding.brand).map(|colour: Colour| colour.to_string());
    let footer = if public_url.is_empty() { settings.name.clone() } else { format!("{} · {public_url}", settings.name) };
    let [why, label] = texts::opting_out(lang);
    let opt_out = carried.links.unsubscribe.map(|url| OptOut { why, label, url });
    let frame = Frame { lang: lang.word(), portal: &settings.name, colour: colour.as_deref().unwrap_or(COLOUR), footer: &footer, opt_out };
    match channel {
        Channel::Email => render::mail(subject, body, &values, &frame),
        Channel::Sms => render::sms(body, &values, &frame),
    }
}

/// Where a contact is reached by a channel, if it can be.
fn address(contact: &Contact, channel: Channel) -> Option<&str> {
    match channel {
        Channel::Email => Some(&contact.email),
        Channel::Sms => contact.phone.as_deref(),
    }
}
