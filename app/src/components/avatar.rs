//! A person's initials in a coloured disc, for the eye only: the name stands beside it.

use domain::ContactId;
use leptos::prelude::*;

/// The first letters of the first two words.
pub fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric())).take(2).flat_map(char::to_uppercase).collect()
}

/// The disc; its tint is the contact's for good.
#[component]
pub fn Avatar(id: ContactId, name: String, #[prop(optional)] large: bool) -> impl IntoView {
    let hue = id.0.as_bytes()[15] % 6;
    view! { <span class=if large { "avatar large" } else { "avatar" } data-hue=hue.to_string() aria-hidden="true">{initials(&name)}</span> }
}

#[cfg(test)]
mod tests {
    #[test]
    fn initials_are_letters_of_the_first_two_words() {
        assert_eq!(super::initials("Ada Lovelace King"), "AL");
        assert_eq!(super::initials("élodie <script>"), "ÉS");
        assert_eq!(super::initials(" - "), "");
    }
}
