//! The list of offers.

use domain::view::offers::{MOST_COUNTED, OfferRow};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::offers::load_offers;
use crate::components::publication::PublicationBadge;
use crate::components::{Done, Icon, Loaded, page_resource};
use crate::locales::{Words, fill};
use crate::viewer::use_words;

#[component]
pub fn OffersPage() -> impl IntoView {
    let o = use_words().offers();
    let offers = page_resource(|| (), |()| load_offers());
    view! {
        <Title text=o.title />
        <main id="main" class="page">
            <header class="page-header">
                <div><h1>{o.title}</h1><p>{o.lead}</p></div>
                <div class="actions"><a class="button primary" href="/admin/offers/new"><Icon name="plus" />{o.add}</a></div>
            </header>
            <Done texts=vec![("deleted", o.deleted)] />
            <Loaded resource=offers let:offers>{if offers.is_empty() { view! { <Nothing /> }.into_any() } else { view! { <Table offers /> }.into_any() }}</Loaded>
        </main>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    let o = use_words().offers();
    view! {
        <section class="card">
            <div class="empty">
                <Icon name="gift" />
                <h2>{o.empty_title}</h2>
                <p>{o.empty_text}</p>
                <div class="actions"><a class="button" href="/admin/offers/new">{o.add}</a></div>
            </div>
        </section>
    }
}

#[component]
fn Table(offers: Vec<OfferRow>) -> impl IntoView {
    let o = use_words().offers();
    view! {
        <div class="card flush">
            <table class="table">
                <caption class="visually-hidden">{o.title}</caption>
                <thead><tr>
                    <th>{o.column_offer}</th>
                    <th>{o.column_state}</th>
                    <th class="num">{o.column_courses}</th>
                    <th>{o.column_access}</th>
                    <th class="num">{o.column_active}</th>
                </tr></thead>
                <tbody>{offers.into_iter().map(|offer| view! { <Row offer /> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(offer: OfferRow) -> impl IntoView {
    let t = use_words();
    let o = t.offers();
    let access = offer.access_days.map_or_else(|| o.for_good.to_owned(), |days| t.count(days, o.day, o.days));
    let courses = domain::count(offer.products.len());
    view! {
        <tr>
            <th scope="row">
                <a class="row-link" href=format!("/admin/offers/{}", offer.id)>
                    <span class="who"><strong>{offer.title}</strong><small>{offer.products.join(" · ")}</small></span>
                </a>
            </th>
            <td data-label=o.column_state><PublicationBadge state=offer.state /></td>
            <td data-label=o.column_courses class="num">{t.number(courses)}</td>
            <td data-label=o.column_access>{access}</td>
            <td data-label=o.column_active class="num">{holders_text(t, offer.active)}</td>
        </tr>
    }
}

/// How many have an offer: a number, or that it is more than are counted.
pub fn holders_text(t: Words, active: u32) -> String {
    if active > MOST_COUNTED { fill(t.offers().more_than, &[("n", &t.number(MOST_COUNTED))]) } else { t.number(active) }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::Lang;

    use super::*;

    #[test]
    fn beyond_a_thousand_nobody_counts() {
        let text = |lang, n| holders_text(Words::of(lang), n);
        assert_eq!((text(Lang::En, 0), text(Lang::En, 1000)), ("0".to_owned(), "1,000".to_owned()));
        assert_eq!((text(Lang::En, 1001), text(Lang::Fr, 1001)), ("1,000+".to_owned(), "plus de\u{a0}1\u{202f}000".to_owned()));
    }
}
