//! How the portal looks: what admins choose, and what pages make of it.

use serde::{Deserialize, Serialize};

use crate::colour::{Colour, Oklch};
use crate::view::settings::PortalSettings;

/// What admins choose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Branding {
    /// The tone of the whole portal, and the fill of its icon.
    pub brand: Option<Colour>,
    /// Buttons and links; as the brand's where nothing is chosen.
    pub accent: Option<Colour>,
    pub logo: Option<Picture>,
    pub favicon: Option<Picture>,
}

/// A picture that was uploaded, and the room that it takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// A path on this portal.
    pub path: String,
    pub width: u32,
    pub height: u32,
}

crate::word::words! {
    /// Which picture of the portal's.
    PictureKind {
        Logo = "logo",
        Favicon = "favicon",
    }
}

/// How every document looks, the plain ones too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// What the portal calls itself.
    pub name: String,
    /// Declarations for `:root`, harmless CSS; may be empty.
    pub style: String,
    pub logo: Option<Picture>,
    /// The icon of the window.
    pub favicon: Option<String>,
    /// What a system may paint around the portal.
    pub theme: Option<Colour>,
}

impl Default for Look {
    fn default() -> Self {
        Self::of(&PortalSettings::default())
    }
}

impl Look {
    pub fn of(settings: &PortalSettings) -> Self {
        let Branding { brand, accent, logo, favicon } = settings.branding.clone();
        Self { name: settings.name.clone(), style: style(brand, accent), logo, favicon: favicon.map(|picture| picture.path), theme: brand }
    }
}

/// The tokens that depend on the chosen colours (`style/tokens.css`): a tone each, whose lightness the style sheets choose, and
/// the colours themselves for what is filled with them.
fn style(brand: Option<Colour>, accent: Option<Colour>) -> String {
    let tone = |name: &str, colour: Colour| {
        let Oklch { chroma, hue, .. } = colour.oklch();
        format!("--{name}-hue:{hue:.1};--{name}-chroma:{chroma:.3}")
    };
    let mut parts = Vec::new();
    if let Some(brand) = brand {
        parts.push(format!("{};--brand:{brand}", tone("brand", brand)));
    }
    if let Some(accent) = accent {
        parts.push(tone("accent", accent));
    }
    if let Some(fill) = accent.or(brand) {
        let tone = fill.oklch();
        let pressed = Oklch { lightness: tone.lightness * 0.86, ..tone }.to_colour();
        parts.push(format!("--accent:{fill};--accent-hover:{pressed}"));
    }
    if parts.is_empty() { String::new() } else { format!(":root{{{}}}", parts.join(";")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_tokens() {
        let colour = |text: &str| text.parse::<Colour>().ok();
        assert_eq!(style(None, None), "");
        let style = style(colour("#2c5dbd"), colour("#8a2be2"));
        assert!(style.starts_with(":root{--brand-hue:26") && style.contains("--brand:#2c5dbd") && style.contains("--accent:#8a2be2;"), "{style}");
        assert!(style.contains("--accent-hue:30"), "{style}");
    }
}
