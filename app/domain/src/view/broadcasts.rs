//! Broadcasts as admins see them, and what contacts have decided about them.

use serde::{Deserialize, Serialize};

use super::Page;
use crate::{
    Audience, BroadcastId, BroadcastState, ContactId, Destination, Invalid, Lang, OfferId, Problem, ProductId, Reached, Seen, Suppression, Timestamp, text,
};

/// Characters of a broadcast's name, and of a subject, at most.
pub const LINE_LENGTH: usize = 200;
/// Bytes of a body at most.
pub const BODY_LENGTH: usize = 50_000;

/// How far a broadcast is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Whom it was for when it began, or more, if more came meanwhile.
    pub total: u32,
    /// Messages that wait to be sent, or are held.
    pub waiting: u32,
    pub sent: u32,
    /// Stay in the Outbox: there is nothing to send with.
    pub kept: u32,
    pub failed: u32,
    pub cancelled: u32,
}

impl Tally {
    /// Messages that came to an end.
    pub const fn settled(&self) -> u32 {
        self.sent + self.kept + self.failed + self.cancelled
    }
}

/// A broadcast as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroadcastRow {
    pub id: BroadcastId,
    pub name: String,
    pub state: BroadcastState,
    pub tally: Tally,
    /// When it begins, began or was made, whichever is known last.
    pub at: Timestamp,
}

/// A page of broadcasts, newest first.
pub type BroadcastList = Page<BroadcastRow>;

/// What a broadcast's form holds, as it was typed. A language is left out by leaving both of its fields empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BroadcastForm {
    pub name: String,
    pub subject_en: String,
    pub body_en: String,
    pub subject_fr: String,
    pub body_fr: String,
    /// A [`Destination`] as text.
    pub destination: String,
}

/// What a broadcast says in one language: a subject and a body in Markdown, both with variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub lang: Lang,
    pub subject: String,
    pub body: String,
}

/// What a broadcast's form says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BroadcastData {
    pub name: String,
    pub said: Vec<Said>,
    pub destination: Destination,
}

impl BroadcastForm {
    /// The subject and the body in a language.
    pub fn text(&self, lang: Lang) -> (&str, &str) {
        match lang {
            Lang::En => (&self.subject_en, &self.body_en),
            Lang::Fr => (&self.subject_fr, &self.body_fr),
        }
    }

    /// As [`Self::text`], to write into.
    pub fn text_mut(&mut self, lang: Lang) -> (&mut String, &mut String) {
        match lang {
            Lang::En => (&mut self.subject_en, &mut self.body_en),
            Lang::Fr => (&mut self.subject_fr, &mut self.body_fr),
        }
    }

    /// # Errors
    /// [`Problem::Invalid`] with the first field that cannot be used. Whether texts can be filled in is not looked at here.
    pub fn parse(&self) -> Result<BroadcastData, Problem> {
        let name = text::line(&self.name).ok_or(Invalid::Required)?;
        let mut said = Vec::new();
        for lang in Lang::ALL {
            let (subject, body) = self.text(*lang);
            let (subject, body) = (text::line(subject), body.replace("\r\n", "\n"));
            match (subject, body.trim().is_empty()) {
                (None, true) => {}
                (Some(subject), false) => said.push(Said { lang: *lang, subject, body }),
                _ => return Err(Invalid::Required.into()),
            }
        }
        let line_fits = |line: &str| line.chars().count() <= LINE_LENGTH;
        if !line_fits(&name) || said.iter().any(|said| !line_fits(&said.subject) || said.body.len() > BODY_LENGTH) {
            return Err(Invalid::TooLong.into());
        }
        Ok(BroadcastData { name, said, destination: self.destination.parse()? })
    }
}

/// Whom a broadcast is for, as the form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AudienceForm {
    pub offers: Vec<OfferId>,
    pub tags: Vec<String>,
    /// A product's id, or empty.
    pub product: String,
    /// Per cent; empty stands for the smallest.
    pub least: String,
    /// Per cent; empty stands for the largest.
    pub most: String,
    /// The word of a [`SeenKind`], or empty.
    pub seen: String,
    pub days: String,
}

crate::word::words! {
    /// What a form asks of when contacts were last here.
    SeenKind {
        Never = "never",
        Within = "within",
        NotFor = "not-for",
    }
}

impl AudienceForm {
    /// # Errors
    /// [`Problem::Invalid`] with the first field that cannot be used.
    pub fn parse(&self) -> Result<Audience, Problem> {
        Ok(Audience { offers: self.offers.clone(), tags: self.tags.clone(), progress: self.progress()?, seen: self.seen()? })
    }

    fn progress(&self) -> Result<Option<Reached>, Problem> {
        let Some(product) = text::line(&self.product) else { return Ok(None) };
        let product = product.parse().map_err(|_| Invalid::Choice)?;
        let percent = |typed: &str, empty: u8| text::line(typed).map_or(Ok(empty), |typed| typed.parse()).map_err(|_| Invalid::Number);
        let (least, most) = (percent(&self.least, 0)?, percent(&self.most, 100)?);
        if least > most || most > 100 { Err(Invalid::Number.into()) } else { Ok(Some(Reached { product, least, most })) }
    }

    fn seen(&self) -> Result<Option<Seen>, Problem> {
        let Some(kind) = text::line(&self.seen) else { return Ok(None) };
        let days = || self.days.trim().parse::<u16>().ok().filter(|days| *days > 0).ok_or(Invalid::Number);
        Ok(Some(match kind.parse()? {
            SeenKind::Never => Seen::Never,
            SeenKind::Within => Seen::Within { days: days()? },
            SeenKind::NotFor => Seen::NotFor { days: days()? },
        }))
    }
}

impl From<Audience> for AudienceForm {
    fn from(audience: Audience) -> Self {
        let Audience { offers, tags, progress, seen } = audience;
        let (product, least, most) = progress.map_or_else(Default::default, |reached| {
            let Reached { product, least, most } = reached;
            (product.to_string(), least.to_string(), most.to_string())
        });
        let (seen, days) = match seen {
            None => (String::new(), String::new()),
            Some(Seen::Never) => (SeenKind::Never.to_string(), String::new()),
            Some(Seen::Within { days }) => (SeenKind::Within.to_string(), days.to_string()),
            Some(Seen::NotFor { days }) => (SeenKind::NotFor.to_string(), days.to_string()),
        };
        Self { offers, tags, product, least, most, seen, days }
    }
}

/// What a broadcast can be for and lead to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroadcastChoices {
    /// Published ones.
    pub offers: Vec<(OfferId, String)>,
    pub tags: Vec<String>,
    /// Published ones: id, slug and title.
    pub products: Vec<(ProductId, String, String)>,
    /// Published ones: slug and title.
    pub groups: Vec<(String, String)>,
}

/// Everything the page of one broadcast shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroadcastDetails {
    pub id: BroadcastId,
    pub state: BroadcastState,
    pub form: BroadcastForm,
    pub audience: AudienceForm,
    /// Who would be written to now; nothing once it has begun.
    pub count: Option<u32>,
    pub choices: BroadcastChoices,
    pub tally: Tally,
    /// Who made it.
    pub author: String,
    pub created_at: Timestamp,
    /// When it begins, as a clock on the portal's wall reads: `2026-11-22T14:05`.
    pub scheduled: Option<String>,
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    /// The portal's time zone.
    pub zone: String,
    /// Where a test goes.
    pub own_address: String,
}

/// Whether a contact takes messages, and whether their address does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailStanding {
    /// Since when the contact wants none but those that they ask for.
    pub unsubscribed_at: Option<Timestamp>,
    pub suppressed: Option<Suppressed>,
}

/// Why nobody is written to at an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    pub reason: Suppression,
    /// What the mail server said.
    pub detail: String,
    pub at: Timestamp,
}

/// What a preview shows: a broadcast as one contact gets it, or with made-up values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PreviewQuery {
    pub contact: Option<ContactId>,
    /// The contact's, unless said.
    pub lang: Option<Lang>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_whole_or_left_out() {
        let form = BroadcastForm { name: "News".into(), subject_fr: "Bonjour".into(), body_fr: "Voilà.\r\nFin".into(), ..BroadcastForm::default() };
        let data = form.parse().unwrap();
        assert_eq!(data.said, [Said { lang: Lang::Fr, subject: "Bonjour".into(), body: "Voilà.\nFin".into() }]);
        assert_eq!(BroadcastForm { subject_en: "Hello".into(), ..form.clone() }.parse(), Err(Invalid::Required.into()));
        assert_eq!(BroadcastForm { name: " ".into(), ..form.clone() }.parse(), Err(Invalid::Required.into()));
        assert_eq!(BroadcastForm { body_fr: "x".repeat(BODY_LENGTH + 1), ..form }.parse(), Err(Invalid::TooLong.into()));
    }

    #[test]
    fn an_audience_survives_its_form() {
        let audience = Audience {
            offers: vec![OfferId::MAX],
            tags: vec!["vip".into()],
            progress: Some(Reached { product: ProductId::MAX, least: 1, most: 99 }),
            seen: Some(Seen::NotFor { days: 30 }),
        };
        assert_eq!(AudienceForm::from(audience.clone()).parse(), Ok(audience));
        assert_eq!(AudienceForm::default().parse(), Ok(Audience::default()));
        let wrong = |change: fn(&mut AudienceForm)| {
            let mut form = AudienceForm { product: ProductId::MAX.to_string(), ..AudienceForm::default() };
            change(&mut form);
            form.parse()
        };
        assert_eq!(wrong(|form| form.least = "60".into()).map(|audience| audience.progress.map(|reached| reached.most)), Ok(Some(100)));
        assert_eq!(wrong(|form| form.most = "101".into()), Err(Invalid::Number.into()));
        assert_eq!(wrong(|form| (form.least, form.most) = ("50".into(), "40".into())), Err(Invalid::Number.into()));
        assert_eq!(wrong(|form| form.seen = "within".into()), Err(Invalid::Number.into()));
        assert_eq!(wrong(|form| form.seen = "often".into()), Err(Invalid::Choice.into()));
    }
}
