//! The portal’s settings.

crate::locales::words! { Settings {
    title: "Settings",
    text: "They apply to the whole portal, right away.",
    portal: "Portal",
    name: "Name",
    name_hint: "Shown at the top of every page and to whoever opens a magic link.",
    welcome_en: "Welcome text in English",
    welcome_fr: "Welcome text in French",
    welcome_hint: "Stands above the courses. Leave it empty for none.",
    links: "Magic links",
    ask_first: "Ask first",
    ask_first_text: "Whoever opens a link taps a button before being signed in, in every browser. Without it, browsers with scripts sign people in at once.",
    copied_hours: "Copied links work for",
    copied_hint: "Hours, 720 at most. For links that you copy and hand on yourself.",
    sent_days: "Sent links work for",
    sent_hint: "Days, 30 at most. For links in messages that the portal sends.",
    requested_minutes: "Requested links work for",
    requested_hint: "Minutes, 43,200 at most. For links that people ask for on the sign-in page.",
    lifetimes_text: "A link keeps the lifetime that it was made with.",
} }
