//! What anyone may choose for this device.

use domain::Lang;
use domain::view::viewer::Theme;
use leptos::prelude::*;

use crate::AppError;

/// Speaks that language on this device from now on, writes in it to the contact who is signed in, and goes back to `back`.
#[server(prefix = "/fn", endpoint = "prefs/language")]
pub async fn choose_language(language: Lang, back: String) -> Result<(), AppError> {
    super::guard::set_cookie(super::cookies::Cookie::Language, language.word())?;
    if let Some(learner) = super::guard::visit()?.on_learner_side() {
        super::guard::told(learner.set_language(language).await)?;
    }
    leptos_axum::redirect(here(&back));
    Ok(())
}

/// Looks like that on this device from now on, and goes back to `back`.
#[server(prefix = "/fn", endpoint = "prefs/theme")]
pub async fn choose_theme(theme: Theme, back: String) -> Result<(), AppError> {
    super::guard::set_cookie(super::cookies::Cookie::Theme, theme.word())?;
    leptos_axum::redirect(here(&back));
    Ok(())
}

/// A path of this portal, or its home: a form's word is no reason to leave.
pub fn here(path: &str) -> &str {
    let plain = path.starts_with('/') && !path.starts_with("//") && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if plain { path } else { "/" }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    #[test]
    fn case_18_going_back_never_leaves_the_portal() {
        for hostile in ["//evil", "/\\evil", "https://evil", "javascript:alert(1)", "/a\r\nSet-Cookie: x", ""] {
            assert_eq!(super::here(hostile), "/", "{hostile:?}");
        }
        assert_eq!(super::here("/courses?x=1"), "/courses?x=1");
    }
}
