//! What the browser keeps by itself, through gloo-storage: the only file that names localStorage. Never a secret: who was
//! signed in here and until when, how they like to read, and where they were. So a page greets and leads back at once, and
//! signing out in one tab reaches the others. A browser that keeps nothing loses only that.

use domain::view::viewer::{Theme, Viewer, Who};
use domain::{ContactId, Lang, Timestamp};
use gloo_storage::{LocalStorage, Storage as _};
use leptos::ev;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The version is part of the key: a record of another shape is never read.
const KEY: &str = "latchkey.session.v2";

/// A learner's session as the browser remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRecord {
    pub contact: ContactId,
    pub name: String,
    pub until: Timestamp,
    pub language: Lang,
    pub theme: Theme,
    pub last_lesson: Option<LastLesson>,
}

/// The lesson opened last in this browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastLesson {
    /// Its path on this portal.
    pub path: String,
    pub title: String,
}

impl SessionRecord {
    /// The record of a contact's own session, which does not know yet what was read last.
    pub fn of(viewer: &Viewer) -> Option<Self> {
        let Who::Contact { id, name, until, .. } = &viewer.who else { return None };
        Some(Self { contact: *id, name: name.clone(), until: *until, language: viewer.lang, theme: viewer.theme, last_lesson: None })
    }

    /// With what the same contact read last.
    fn after(self, before: Option<Self>) -> Self {
        let last_lesson = before.filter(|before| before.contact == self.contact).and_then(|before| before.last_lesson);
        Self { last_lesson, ..self }
    }

    fn is_current(&self, now: Timestamp) -> bool {
        now < self.until
    }

    /// Whether a page made for this record shows what it would show for `other`.
    fn looks_like(&self, other: &Self) -> bool {
        (self.contact, &self.name, self.language, self.theme) == (other.contact, &other.name, other.language, other.theme)
    }
}

/// Whether a page made for `mine` is out of date when another tab leaves `theirs`, the text under [`KEY`].
fn is_outdated(mine: Option<&SessionRecord>, theirs: Option<&str>) -> bool {
    let theirs = theirs.and_then(|text| serde_json::from_str::<SessionRecord>(text).ok());
    match (mine, theirs) {
        (Some(mine), Some(theirs)) => !mine.looks_like(&theirs),
        (mine, theirs) => mine.is_some() != theirs.is_some(),
    }
}

/// Whether this browser lets pages keep anything. gloo-storage takes that for granted.
fn is_there() -> bool {
    web_sys::window().is_some_and(|window| matches!(window.local_storage(), Ok(Some(_))))
}

fn read() -> Option<SessionRecord> {
    if is_there() { LocalStorage::get(KEY).ok() } else { None }
}

fn write(record: &SessionRecord) {
    if is_there() {
        // Full, or not allowed after all: nothing is lost but comfort.
        let _ = LocalStorage::set(KEY, record);
    }
}

/// Forgets who was signed in here; other tabs notice.
pub fn forget() {
    if is_there() {
        LocalStorage::delete(KEY);
    }
}

/// Who was signed in here, if their session should still be good at `now`. One that ran out is cleared.
pub fn remembered(now: Timestamp) -> Option<SessionRecord> {
    let record = read()?;
    if record.is_current(now) {
        return Some(record);
    }
    forget();
    None
}

/// Remembers the lesson that the signed-in contact reads. Only in a browser.
pub fn remember_lesson(lesson: LastLesson) {
    keep_lesson(|_| Some(lesson));
}

/// Forgets the lesson at `path`: it is not there any more, or not for its reader. Only in a browser.
pub fn forget_lesson(path: &str) {
    keep_lesson(|last| last.filter(|last| last.path != path));
}

fn keep_lesson(change: impl FnOnce(Option<LastLesson>) -> Option<LastLesson>) {
    if let Some(record) = read() {
        let last_lesson = change(record.last_lesson.clone());
        if record.last_lesson != last_lesson {
            write(&SessionRecord { last_lesson, ..record });
        }
    }
}

/// Keeps `mine`, the viewer's session; a page that `watches` is loaded anew when another tab signs out or somebody else in. Only in
/// a browser.
pub fn keep_session(mine: Option<SessionRecord>, watches: bool, now: Timestamp) {
    let before = remembered(now);
    let mine = mine.map(|mine| mine.after(before));
    if let Some(mine) = &mine {
        write(mine);
    }
    if !watches {
        return;
    }
    let others = window_event_listener(ev::storage, move |event| {
        // Without a key everything was cleared.
        let ours = event.key().is_none_or(|key| key == KEY);
        if ours && is_outdated(mine.as_ref(), event.new_value().as_deref()) {
            // A page that cannot be loaded anew stays as it is.
            let _ = window().location().reload();
        }
    });
    on_cleanup(move || others.remove());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> SessionRecord {
        let last_lesson = Some(LastLesson { path: "/courses/watercolour/lessons/first-washes".to_owned(), title: "First washes".to_owned() });
        SessionRecord { contact: ContactId::MIN, name: "Ada".to_owned(), until: Timestamp(1000), language: Lang::Fr, theme: Theme::Dark, last_lesson }
    }

    fn text(record: &SessionRecord) -> String {
        serde_json::to_string(record).unwrap()
    }

    #[test]
    fn a_record_survives_being_kept() {
        assert_eq!(serde_json::from_str::<SessionRecord>(&text(&record())).unwrap(), record());
        assert!(serde_json::from_str::<SessionRecord>("{\"name\":\"Ada\"}").is_err(), "another shape is no record");
    }

    #[test]
    fn a_record_is_good_until_its_end() {
        assert!(record().is_current(Timestamp(999)));
        assert!(!record().is_current(Timestamp(1000)));
    }

    #[test]
    fn a_new_session_of_the_same_contact_keeps_its_place() {
        let viewer = |id| Viewer {
            who: Who::Contact { id, name: "Ada".to_owned(), email: "ada@example.org".to_owned(), until: Timestamp(2000) },
            lang: Lang::En,
            theme: Theme::Auto,
            portal: String::new(),
            logo: None,
            header: domain::view::viewer::Header::default(),
            now: Timestamp(0),
            refused: None,
            asked: None,
        };
        let kept = |id| SessionRecord::of(&viewer(id)).unwrap().after(Some(record()));
        let mine = kept(ContactId::MIN);
        assert_eq!((mine.until, mine.language, mine.last_lesson), (Timestamp(2000), Lang::En, record().last_lesson));
        assert!(kept(ContactId::MAX).last_lesson.is_none(), "somebody else's place");
        assert_eq!(SessionRecord::of(&Viewer { who: Who::Nobody, ..viewer(ContactId::MIN) }), None);
    }

    #[test]
    fn another_tab_matters_when_it_signs_out_or_looks_different() {
        let mine = record();
        let outdated = |theirs: Option<&SessionRecord>| is_outdated(Some(&mine), theirs.map(text).as_deref());
        assert!(outdated(None), "signed out");
        assert!(outdated(Some(&SessionRecord { contact: ContactId::MAX, ..record() })), "somebody else");
        assert!(outdated(Some(&SessionRecord { theme: Theme::Light, ..record() })), "another theme");
        assert!(!outdated(Some(&SessionRecord { until: Timestamp(5000), last_lesson: None, ..record() })), "only read on");
        assert!(is_outdated(None, Some(&text(&mine))), "signed in");
        assert!(!is_outdated(None, None));
    }
}
