//! The portal's settings, kept in the database.

use domain::link::LONGEST_LIFE;
use domain::time::Span;
use domain::view::settings::PortalSettings;
use domain::{Invalid, LinkPurpose, text};
use futures_util::FutureExt as _;
use store::Conn;

use crate::audit::{Action, Subject};
use crate::{AsAdmin, Error, Portal, Result};

const KEY: &str = "portal";

impl Portal {
    pub async fn settings(&self) -> Result<PortalSettings> {
        read(&mut self.store.read().await?).await
    }
}

pub(crate) async fn read(conn: &mut Conn) -> Result<PortalSettings> {
    match store::settings::get(conn, KEY).await? {
        Some(json) => Ok(serde_json::from_str(&json).map_err(anyhow::Error::from)?),
        None => Ok(PortalSettings::default()),
    }
}

pub(crate) async fn write(conn: &mut Conn, settings: &PortalSettings) -> Result<()> {
    let json = serde_json::to_string(settings).map_err(anyhow::Error::from)?;
    Ok(store::settings::set(conn, KEY, &json).await?)
}

/// How long a link of that purpose lives; never more than [`LONGEST_LIFE`].
pub(crate) fn life(settings: &PortalSettings, purpose: LinkPurpose) -> Span {
    let span = match purpose {
        LinkPurpose::Copied => Span::hours(settings.copied_hours.into()),
        LinkPurpose::Sent => Span::days(settings.sent_days.into()),
        LinkPurpose::Requested => Span::minutes(settings.requested_minutes.into()),
    };
    span.clamp(Span::minutes(1), LONGEST_LIFE)
}

impl AsAdmin {
    /// Changes the portal's settings for everyone.
    ///
    /// # Errors
    /// `Invalid` where the name is missing or too long, or a link would live longer than 30 days or not at all.
    pub async fn change_settings(&self, settings: PortalSettings) -> Result<()> {
        let settings = PortalSettings { name: text::line(&settings.name).ok_or(Invalid::Required)?, ..settings };
        if settings.name.chars().count() > 80 || settings.welcome_en.len().max(settings.welcome_fr.len()) > 2000 {
            return Err(Invalid::TooLong.into());
        }
        let longest_days = domain::count(LONGEST_LIFE.0 / Span::days(1).0);
        let sound = (1..=longest_days).contains(&settings.sent_days)
            && (1..=longest_days * 24).contains(&settings.copied_hours)
            && (1..=longest_days * 24 * 60).contains(&settings.requested_minutes);
        if !sound {
            return Err(Invalid::Number.into());
        }
        let event = self.event(Action::SettingsChanged, Subject::portal());
        self.portal
            .store
            .write(move |conn| {
                async move {
                    write(conn, &settings).await?;
                    store::audit::insert(conn, &event).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }
}
