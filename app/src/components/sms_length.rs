//! How long a text message is, for admins: networks send a long one as several, and each is paid for.

use domain::sms::{Alphabet, Length};
use leptos::prelude::*;

use crate::locales::fill;
use crate::viewer::use_words;

/// Follows `length`: beside a field, while it is typed in.
#[component]
pub fn SmsLength(#[prop(into)] length: Signal<Length>) -> impl IntoView {
    let t = use_words();
    let m = t.messages();
    move || {
        let Length { alphabet, places, segments, room } = length.get();
        let used = fill(m.sms_places, &[("n", &t.number(places)), ("room", &t.number(room))]);
        let messages = t.count(segments, m.sms_segment, m.sms_segments);
        let why = (alphabet == Alphabet::Ucs2).then_some(m.sms_ucs2);
        view! { <p class="hint"><span class="num">{used}</span>" · "{messages}{why.map(|why| view! { " "{why} })}</p> }
    }
}
