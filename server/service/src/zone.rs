//! The portal's time zone: in which days begin. Its names and rules are part of the program, so they are the same on every
//! machine.

use domain::view::settings::TimeZonePage;
use domain::{Invalid, Timestamp};
use futures_util::FutureExt as _;
use jiff::tz::{self, TimeZone};
use store::Conn;

use crate::audit::{Action, Subject};
use crate::{AsAdmin, Error, Result};

const KEY: &str = "time_zone";
/// What a new portal has.
const UTC: &str = "UTC";

/// A time zone of the IANA database.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// `None` for a name that the database has not.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// The instant at which a day (its midnight in UTC) begins: 00:00, or what the clocks jump to where there is none.
    pub fn midnight(&self, day: Timestamp) -> Timestamp {
        if day == Timestamp::MAX {
            return day;
        }
        let date = day.utc().date();
        let begins = || {
            let (year, month, day) = (i16::try_from(date.year()).ok()?, i8::try_from(u8::from(date.month())).ok()?, i8::try_from(date.day()).ok()?);
            let begins = jiff::civil::Date::new(year, month, day).ok()?.to_zoned_datetime(self.0.clone()).ok()?;
            Some(Timestamp(begins.timestamp().as_microsecond()))
        };
        // Beyond the calendar nothing begins.
        begins().unwrap_or(Timestamp::MAX)
    }

    /// The instant at which a clock on the wall reads `2026-11-22T14:05`, as a form's field writes it; where clocks jump over that, as
    /// much later as they jump, and the first of two. `None` for what is no such reading.
    pub fn instant(&self, reading: &str) -> Option<Timestamp> {
        let reading: jiff::civil::DateTime = reading.trim().parse().ok()?;
        Some(Timestamp(reading.to_zoned_datetime(self.0.clone()).ok()?.timestamp().as_microsecond()))
    }

    /// How a clock on the wall reads at an instant, written as if that were UTC.
    pub fn local(&self, at: Timestamp) -> Timestamp {
        let offset = jiff::Timestamp::from_microsecond(at.0).map_or(0, |instant| self.0.to_offset(instant).seconds());
        at + domain::time::Span::seconds(offset.into())
    }
}

/// The name of the portal's time zone.
pub(crate) async fn name(conn: &mut Conn) -> Result<String> {
    Ok(store::settings::get(conn, KEY).await?.unwrap_or_else(|| UTC.to_owned()))
}

pub(crate) async fn read(conn: &mut Conn) -> Result<Zone> {
    // A name that another version of the program brought and this one has not reads as UTC.
    Ok(Zone::named(&name(conn).await?).unwrap_or(Zone(TimeZone::UTC)))
}

/// Every time zone that there is, by name.
fn names() -> Vec<String> {
    let mut names: Vec<String> = tz::db().available().map(|name| name.as_str().to_owned()).collect();
    names.sort();
    names
}

impl AsAdmin {
    /// The portal's time zone, and all that there are.
    pub async fn time_zone(&self) -> Result<TimeZonePage> {
        let mut conn = self.portal.store.read().await?;
        Ok(TimeZonePage { name: name(&mut conn).await?, names: names() })
    }

    /// Changes the time zone in which days begin, for everyone and at once.
    ///
    /// # Errors
    /// [`Invalid::Choice`] for a name that is none.
    pub async fn change_time_zone(&self, name: &str) -> Result<()> {
        if !names().iter().any(|known| known == name) {
            return Err(Invalid::Choice.into());
        }
        let event = self.event(Action::SettingsChanged, Subject::portal().with(name));
        let name = name.to_owned();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    store::settings::set(conn, KEY, &name).await?;
                    store::audit::insert(conn, &event).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begins(zone: &str, day: &str) -> String {
        Zone::named(zone).unwrap().midnight(Timestamp::from_date(day).unwrap()).iso()
    }

    #[test]
    fn a_day_begins_where_the_portal_is() {
        assert_eq!(begins("UTC", "2026-05-03"), "2026-05-03T00:00:00Z");
        // The day on which the clocks go forward, and the one after; and back.
        assert_eq!(begins("Europe/Paris", "2026-03-29"), "2026-03-28T23:00:00Z");
        assert_eq!(begins("Europe/Paris", "2026-03-30"), "2026-03-29T22:00:00Z");
        assert_eq!(begins("Europe/Paris", "2026-10-26"), "2026-10-25T23:00:00Z");
        // Where the clocks jump at midnight, the day begins at one.
        assert_eq!(begins("Africa/Cairo", "2026-04-24"), "2026-04-23T22:00:00Z");
    }

    #[test]
    fn a_reading_is_an_instant() {
        let paris = Zone::named("Europe/Paris").unwrap();
        let instant = |reading: &str| paris.instant(reading).map(Timestamp::iso);
        assert_eq!(instant("2026-01-05T09:30").as_deref(), Some("2026-01-05T08:30:00Z"));
        assert_eq!(instant("2026-07-05T09:30").as_deref(), Some("2026-07-05T07:30:00Z"));
        // There is no half past two when the clocks go forward, and there are two when they go back.
        assert_eq!(instant("2026-03-29T02:30").as_deref(), Some("2026-03-29T01:30:00Z"));
        assert_eq!(instant("2026-10-25T02:30").as_deref(), Some("2026-10-25T00:30:00Z"));
        for none in ["", "tomorrow", "2026-02-30T09:00"] {
            assert_eq!(instant(none), None, "{none:?}");
        }
    }

    #[test]
    fn a_wall_clock_follows_daylight_saving() {
        let zone = Zone::named("Europe/Paris").unwrap();
        for day in ["2026-03-29", "2026-03-30", "2026-07-01", "2026-12-24"] {
            let day = Timestamp::from_date(day).unwrap();
            assert_eq!(zone.local(zone.midnight(day)), day);
        }
        assert!(Zone::named("Nowhere/Else").is_none());
    }
}
