//! The languages the portal speaks.

crate::word::words! {
    /// A language of the portal; its word is the BCP 47 tag.
    Lang {
        /// English, the default.
        En = "en",
        /// French.
        Fr = "fr",
    }
}

impl Lang {
    /// The first language of an `Accept-Language` header that the portal speaks, else English.
    pub fn from_accept_language(header: &str) -> Self {
        header.split(',').filter_map(|part| part.trim().get(..2)).find_map(|tag| tag.to_ascii_lowercase().parse().ok()).unwrap_or(Self::En)
    }

    /// The language's own name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Fr => "Français",
        }
    }
}
