//! Who may call which server function ([`TABLE`]), and ask for what else is no page ([`ROUTES`]): all of it. The server looks a
//! request up here before it goes on, and refuses what has no row; a test fails for a row without a function or a route.

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
    ("contacts/list", Actor::Admin),
    ("contacts/find", Actor::Admin),
    ("contacts/show", Actor::Admin),
    ("contacts/create", Actor::Admin),
    ("contacts/change", Actor::Admin),
    ("contacts/disable", Actor::Admin),
    ("contacts/enable", Actor::Admin),
    ("contacts/delete", Actor::Admin),
    ("contacts/sign-out-device", Actor::Admin),
    ("contacts/sign-out-everywhere", Actor::Admin),
    ("contacts/upload", Actor::Admin),
    ("contacts/preview-import", Actor::Admin),
    ("contacts/check-import", Actor::Admin),
    ("contacts/import", Actor::Admin),
    ("contacts/show-import", Actor::Admin),
    ("offers/list", Actor::Admin),
    ("offers/list-choices", Actor::Admin),
    ("offers/show", Actor::Admin),
    ("offers/create", Actor::Admin),
    ("offers/change", Actor::Admin),
    ("offers/delete", Actor::Admin),
    ("offers/list-grants", Actor::Admin),
    ("offers/grant", Actor::Admin),
    ("offers/grant-selected", Actor::Admin),
    ("offers/show-granting", Actor::Admin),
    ("offers/resume-granting", Actor::Admin),
    ("offers/end-grant", Actor::Admin),
    ("offers/revoke-grant", Actor::Admin),
    ("offers/set-grant-end", Actor::Admin),
    ("admins/check-set-up", Actor::Anyone),
    ("admins/set-up", Actor::Anyone),
    ("admins/sign-in", Actor::Anyone),
    ("admins/sign-out", Actor::Anyone),
    ("admins/account", Actor::Admin),
    ("admins/change-password", Actor::Admin),
    ("admins/begin-totp", Actor::Admin),
    ("admins/confirm-totp", Actor::Admin),
    ("admins/disable-totp", Actor::Admin),
    ("admins/renew-recovery-codes", Actor::Admin),
    ("admins/put-secrets-away", Actor::Admin),
    ("audit/page", Actor::Admin),
    ("settings/load", Actor::Admin),
    ("settings/change", Actor::Admin),
    ("settings/load-time-zone", Actor::Admin),
    ("settings/change-time-zone", Actor::Admin),
    ("prefs/language", Actor::Anyone),
    ("prefs/theme", Actor::Anyone),
    ("learning/grid", Actor::Learner),
    ("learning/course", Actor::Learner),
    ("learning/lesson", Actor::Learner),
    ("learning/complete", Actor::Learner),
    ("session/devices", Actor::Learner),
    ("session/sign-out", Actor::Anyone),
    ("session/sign-out-everywhere", Actor::Learner),
    ("session/sign-out-device", Actor::Learner),
    ("session/ask-for-access", Actor::Learner),
    ("session/ask-for-link", Actor::Anyone),
    ("links/search-contacts", Actor::Admin),
    ("links/pre-flight", Actor::Admin),
    ("links/generate", Actor::Admin),
    ("links/card", Actor::Admin),
    ("links/revoke", Actor::Admin),
    ("links/regenerate", Actor::Admin),
    ("links/revoke-access", Actor::Admin),
    ("links/list", Actor::Admin),
    ("links/view-as", Actor::Admin),
    ("links/stop-viewing", Actor::Admin),
    ("dashboard/load", Actor::Admin),
    ("dashboard/close-request", Actor::Admin),
    ("dashboard/grant-request", Actor::Admin),
    ("courses/list", Actor::Admin),
    ("courses/load", Actor::Admin),
    ("courses/create", Actor::Admin),
    ("courses/change", Actor::Admin),
    ("courses/delete", Actor::Admin),
    ("courses/move", Actor::Admin),
    ("courses/reorder", Actor::Admin),
    ("courses/set-cover", Actor::Admin),
    ("courses/remove-cover", Actor::Admin),
    ("courses/create-category", Actor::Admin),
    ("courses/rename-category", Actor::Admin),
    ("courses/change-category", Actor::Admin),
    ("courses/delete-category", Actor::Admin),
    ("courses/move-category", Actor::Admin),
    ("courses/create-lesson", Actor::Admin),
    ("courses/load-lesson", Actor::Admin),
    ("courses/change-lesson", Actor::Admin),
    ("courses/delete-lesson", Actor::Admin),
    ("courses/move-lesson", Actor::Admin),
    ("courses/reorder-outline", Actor::Admin),
    ("courses/preview", Actor::Admin),
    ("progress/list", Actor::Admin),
    ("progress/of-contact", Actor::Admin),
    ("progress/show", Actor::Admin),
    ("progress/mark-lesson", Actor::Admin),
    ("progress/reset-lesson", Actor::Admin),
    ("progress/reset-course", Actor::Admin),
];

/// What is neither a page nor a server function: method, path as the router has it, and who may ask for it. What answers to an
/// [`Actor::Admin`] needs the value that only an admin's session gives; a test asks for each row as everybody.
pub const ROUTES: &[(&str, &str, Actor)] = &[
    ("GET", "/", Actor::Anyone),
    ("GET", "/admin", Actor::Anyone),
    ("GET", "/admin/contacts/export.csv", Actor::Admin),
    ("GET", "/admin/contacts/import/{id}/bad.csv", Actor::Admin),
    ("GET", "/admin/courses/{id}/progress.csv", Actor::Admin),
    ("GET", "/l/{token}", Actor::Anyone),
    ("GET", "/enter", Actor::Anyone),
    ("POST", "/enter", Actor::Anyone),
    ("GET", "/pkg/{*path}", Actor::Anyone),
    ("GET", "/files/covers/{name}", Actor::Learner),
    ("GET", "/healthz", Actor::Anyone),
    ("GET", "/readyz", Actor::Anyone),
    ("GET", "/.well-known/security.txt", Actor::Anyone),
];

/// The methods that [`ROUTES`] has for a path.
pub fn methods(path: &str) -> Vec<&'static str> {
    ROUTES.iter().filter(|(_, row, _)| *row == path).map(|(method, ..)| *method).collect()
}

/// The row for a request's path, as the router sees it.
pub fn actor(path: &str) -> Option<Actor> {
    let name = path.strip_prefix("/fn/")?;
    TABLE.iter().find(|(row, _)| *row == name).map(|(_, actor)| *actor)
}
