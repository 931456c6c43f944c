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
    parse(store::settings::get(conn, KEY).await?)
}

pub(crate) async fn write(conn: &mut Conn, settings: &PortalSettings) -> Result<()> {
    let json = serde_json::to_string(settings).map_err(anyhow::Error::from)?;
    Ok(store::settings::set(conn, KEY, &json).await?)
}

/// As [`read`]; from here to the end of the transaction nobody else changes them.
async fn hold(conn: &mut Conn) -> Result<PortalSettings> {
    parse(store::settings::hold(conn, KEY).await?)
}

fn parse(json: Option<String>) -> Result<PortalSettings> {
    match json {
        Some(json) => Ok(serde_json::from_str(&json).map_err(anyhow::Error::from)?),
        None => Ok(PortalSettings::default()),
    }
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
    /// Changes the portal's settings for everyone; the branding and the modules stay as they are.
    ///
    /// # Errors
    /// `Invalid` where the name is missing or too long, or a link would live longer than 30 days or not at all.
    pub async fn change_settings(&self, settings: PortalSettings) -> Result<()> {
        let settings = PortalSettings {
            name: text::line(&settings.name).ok_or(Invalid::Required)?,
            description: text::line(&settings.description).unwrap_or_default(),
            ..settings
        };
        if settings.name.chars().count() > 80 || settings.description.chars().count() > 300 || settings.welcome_en.len().max(settings.welcome_fr.len()) > 2000 {
            return Err(Invalid::TooLong.into());
        }
        let longest_days = domain::count(LONGEST_LIFE.0 / Span::days(1).0);
        let sound = (1..=longest_days).contains(&settings.sent_days)
            && (1..=longest_days * 24).contains(&settings.copied_hours)
            && (1..=longest_days * 24 * 60).contains(&settings.requested_minutes);
        if !sound {
            return Err(Invalid::Number.into());
        }
        self.edit_settings(Action::SettingsChanged, Subject::portal(), move |old| {
            *old = PortalSettings { branding: old.branding.clone(), modules: old.modules.clone(), ..settings };
            Ok(())
        })
        .await
    }

    /// Changes some of the settings, with a line in the log; hands back what `edit` does.
    pub(crate) async fn edit_settings<T: Send + 'static>(
        &self,
        action: Action,
        subject: Subject,
        edit: impl FnOnce(&mut PortalSettings) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let event = self.event(action, subject);
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let mut settings = hold(conn).await?;
                    let done = edit(&mut settings)?;
                    write(conn, &settings).await?;
                    store::audit::insert(conn, &event).await?;
                    Ok::<_, Error>(done)
                }
                .boxed()
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_an_older_version_are_completed() {
        let old = r#"{"name":"Atelier","welcome_en":"","welcome_fr":"","ask_first":true,"copied_hours":24,"sent_days":7,"requested_minutes":15}"#;
        let settings = parse(Some(old.to_owned())).unwrap();
        assert_eq!(settings, PortalSettings { name: "Atelier".to_owned(), ask_first: true, ..PortalSettings::default() });
    }
}
