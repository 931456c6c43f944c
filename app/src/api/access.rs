//! Who may call which server function: the whole table. The server looks a call up here before it runs, and refuses what
//! has no row; a test fails for a function without a row and for a row without a function.

/// Who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Anyone, signed in or not.
    Anyone,
    /// Someone on the learners' side: a contact, or an admin looking on.
    Learner,
    /// A signed-in admin.
    Admin,
}

/// Path under `/fn/`, and who may call it.
pub const TABLE: &[(&str, Actor)] = &[
    ("prefs/language", Actor::Anyone),
    ("prefs/theme", Actor::Anyone),
    ("links/search-contacts", Actor::Admin),
    ("links/pre-flight", Actor::Admin),
    ("links/generate", Actor::Admin),
    ("links/card", Actor::Admin),
    ("links/revoke", Actor::Admin),
];

/// The row for a request's path, as the router sees it.
pub fn actor(path: &str) -> Option<Actor> {
    let name = path.strip_prefix("/fn/")?;
    TABLE.iter().find(|(row, _)| *row == name).map(|(_, actor)| *actor)
}
