//! Offers as the options of a select.

use domain::OfferId;
use leptos::prelude::*;

/// Each offer has an option of its own: when the one that is chosen leaves the list, no other is chosen in its place.
#[component]
pub fn OfferOptions(offers: Vec<(OfferId, String)>) -> impl IntoView {
    view! { <For each=move || offers.clone() key=|(id, _)| *id let((id, title))><option value=id.to_string()>{title}</option></For> }
}
