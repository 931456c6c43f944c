//! The steps of an import: the file, its columns, what it would do, what it did.

use domain::Lang;
use domain::view::imports::{ContactField, ImportCheck, ImportOptions, ImportPreview, ImportReport};
use domain::view::jobs::JobState;
use leptos::prelude::*;
use leptos_router::components::Form as AddressForm;

use super::import_rows::BadRows;
use super::notice::Tone;
use super::running::Running;
use super::{FileDrop, Form, Icon, Notice};
use crate::api::contacts::RunImport;
use crate::locales::{Words, fill};
use crate::viewer::{Reload, use_words};

const HERE: &str = "/admin/contacts/import";

#[component]
pub fn UploadStep(#[prop(optional_no_strip)] problem: Option<String>) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let problem = match problem.as_deref() {
        Some("large") => Some(c.upload_too_large),
        Some("csv") => Some(t.problems().csv),
        _ => None,
    };
    view! {
        {problem.map(|text| view! { <Notice tone=Tone::Danger><p>{text}</p></Notice> })}
        <section class="card">
            <form class="stack" method="post" action="/fn/contacts/upload" enctype="multipart/form-data">
                <FileDrop name="file" accept=".csv,.txt,.tsv,text/csv" title=c.upload_title hint=c.upload_hint picture=None />
                <p class="muted">{c.upload_text}</p>
                <div class="form-actions"><button class="button primary">{c.upload_next}</button><a class="button quiet" href="/admin/contacts">{t.common().cancel}</a></div>
            </form>
        </section>
    }
}

const fn field_text(t: Words, field: ContactField) -> &'static str {
    let c = t.contacts();
    match field {
        ContactField::Ignore => c.field_ignore,
        ContactField::Email => c.email,
        ContactField::Name => c.field_name,
        ContactField::FirstName => c.field_first_name,
        ContactField::LastName => c.field_last_name,
        ContactField::Phone => c.phone,
        ContactField::Language => c.language,
        ContactField::Tags => c.tags,
    }
}

#[component]
pub fn ColumnsStep(file: String, preview: ImportPreview, options: ImportOptions, #[prop(optional_no_strip)] problem: Option<String>) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let headings: Vec<String> = preview
        .columns
        .iter()
        .enumerate()
        .map(|(i, column)| if column.heading.is_empty() { fill(c.column_n, &[("n", &(i + 1).to_string())]) } else { column.heading.clone() })
        .collect();
    let columns = preview.columns.iter().enumerate().map(|(i, column)| {
        let chosen = options.columns.get(i).copied().unwrap_or(column.guess);
        let examples: Vec<&str> = preview.rows.iter().filter_map(|row| row.get(i)).map(String::as_str).filter(|cell| !cell.trim().is_empty()).take(3).collect();
        view! { <Column index=i heading=headings[i].clone() examples=examples.join(" · ") chosen /> }
    });
    let columns = columns.collect_view();
    let languages =
        Lang::ALL.iter().map(move |lang| view! { <option value=lang.word() lang=lang.word() selected=*lang == options.lang>{lang.name()}</option> });
    let offers = preview.offers.into_iter().map(move |(id, title)| view! { <option value=id.to_string() selected=options.offer == Some(id)>{title}</option> });
    view! {
        {(problem.as_deref() == Some("columns")).then(|| view! { <Notice tone=Tone::Danger><p>{c.columns_need_email}</p></Notice> })}
        <p>{fill(c.file_has, &[("file", &preview.file), ("rows", &t.count(preview.total, c.row_one, c.row_many))])}</p>
        <AddressForm method="GET" action=HERE attr:class="stack">
            <input type="hidden" name="file" value=file />
            <input type="hidden" name="step" value="check" />
            <div class="card flush">
                <table class="table">
                    <caption class="visually-hidden">{c.step_columns}</caption>
                    <thead><tr><th>{c.column}</th><th>{c.examples}</th><th>{c.holds}</th></tr></thead>
                    <tbody>{columns}</tbody>
                </table>
            </div>
            <section class="card" aria-labelledby="import-options">
                <header><h2 id="import-options">{c.options}</h2></header>
                <label class="check"><input type="checkbox" name="update" value="true" checked=options.update_existing /><span>{c.update_existing}<small>{c.update_existing_hint}</small></span></label>
                <div class="fields">
                    <div class="field">
                        <label for="import-lang">{c.import_language}</label>
                        <select id="import-lang" name="lang">{languages.collect_view()}</select>
                    </div>
                    <div class="field">
                        <label for="import-offer">{c.grant_to_all}" "<span class="optional">{t.common().optional}</span></label>
                        <select id="import-offer" name="offer"><option value="">{c.no_offer}</option>{offers.collect_view()}</select>
                    </div>
                </div>
            </section>
            <div class="form-actions"><button class="button primary">{c.check}</button><a class="button quiet" href=HERE>{c.other_file}</a></div>
        </AddressForm>
        <Preview headings rows=preview.rows />
    }
}

#[component]
fn Column(index: usize, heading: String, examples: String, chosen: ContactField) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let options = ContactField::ALL.iter().map(move |field| view! { <option value=field.word() selected=*field == chosen>{field_text(t, *field)}</option> });
    view! {
        <tr>
            <th scope="row"><strong>{heading.clone()}</strong></th>
            <td data-label=c.examples><span class="small muted">{examples}</span></td>
            <td data-label=c.holds><select name=format!("c{index}") aria-label=fill(c.what_holds, &[("column", &heading)])>{options.collect_view()}</select></td>
        </tr>
    }
}

#[component]
fn Preview(headings: Vec<String>, rows: Vec<Vec<String>>) -> impl IntoView {
    let c = use_words().contacts();
    let heads = headings.iter().map(|heading| view! { <th>{heading.clone()}</th> }).collect_view();
    let rows = rows.into_iter().map(|row| {
        let cells = row.into_iter().zip(&headings).map(|(cell, heading)| view! { <td data-label=heading.clone()>{cell}</td> }).collect_view();
        view! { <tr>{cells}</tr> }
    });
    let rows = rows.collect_view();
    view! {
        <section class="card flush" aria-labelledby="first-rows">
            <header><h2 id="first-rows">{c.first_rows}</h2></header>
            <table class="table small">
                <caption class="visually-hidden">{c.first_rows}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

/// The address of the step before, with the same choices.
fn back_to_columns(file: &str, options: &ImportOptions) -> String {
    let columns = options.columns.iter().enumerate().map(|(i, field)| format!("&c{i}={field}")).collect::<Vec<_>>().concat();
    let update = if options.update_existing { "&update=true" } else { "" };
    let offer = options.offer.map(|offer| format!("&offer={offer}")).unwrap_or_default();
    format!("{HERE}?file={}{columns}{update}&lang={}{offer}", crate::address::escape(file), options.lang)
}

#[component]
pub fn CheckStep(file: String, check: ImportCheck, options: ImportOptions) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let back = back_to_columns(&file, &options);
    let existing = match (check.existing, options.update_existing) {
        (0, _) => None,
        (n, true) => Some(t.count(n, c.will_update_one, c.will_update_many)),
        (n, false) => Some(t.count(n, c.will_keep_one, c.will_keep_many)),
    };
    let offer = check.offer.as_ref().map(|title| fill(c.will_grant, &[("title", title)]));
    let good = check.new + check.existing;
    let nothing = check.new == 0 && (check.existing == 0 || !(options.update_existing || options.offer.is_some()));
    let (bad, bad_rows) = (check.bad, check.bad_rows);
    view! {
        <section class="card" aria-labelledby="import-check">
            <header><h2 id="import-check">{check.file}</h2></header>
            <dl class="stats">
                <div><dt>{c.new}</dt><dd>{t.number(check.new)}</dd></div>
                <div><dt>{c.existing}</dt><dd>{t.number(check.existing)}</dd></div>
                <div><dt>{c.refused}</dt><dd>{t.number(bad)}</dd></div>
            </dl>
            {existing.map(|text| view! { <p>{text}</p> })}
            {offer.map(|text| view! { <p>{text}</p> })}
            {(bad > 0).then(|| view! { <p class="muted">{c.bad_rows_stay_out}</p> })}
            {if nothing {
                view! { <p>{c.nothing_to_import}</p><div class="form-actions"><a class="button" href=back>{c.back_to_columns}</a></div> }.into_any()
            } else {
                view! { <Go file options label=t.count(good, c.import_one, c.import_many) back /> }.into_any()
            }}
        </section>
        {(bad > 0).then(|| view! { <BadRows rows=bad_rows total=bad /> })}
    }
}

/// The button that starts the import.
#[component]
fn Go(file: String, options: ImportOptions, label: String, back: String) -> impl IntoView {
    let c = use_words().contacts();
    let action = ServerAction::<RunImport>::new();
    let columns =
        options.columns.iter().enumerate().map(|(i, field)| view! { <input type="hidden" name=format!("options[columns][{i}]") value=field.word() /> });
    let columns = columns.collect_view();
    view! {
        <Form action>
            <input type="hidden" name="file" value=file />
            {columns}
            {options.update_existing.then(|| view! { <input type="hidden" name="options[update_existing]" value="true" /> })}
            <input type="hidden" name="options[lang]" value=options.lang.word() />
            {options.offer.map(|offer| view! { <input type="hidden" name="options[offer]" value=offer.to_string() /> })}
            <div class="form-actions">
                <button class="button primary" disabled=action.pending() aria-busy=move || action.pending().get().then_some("true")>{label}</button>
                <a class="button quiet" href=back>{c.back_to_columns}</a>
            </div>
        </Form>
    }
}

/// The button that imports the rest, with the options it began with: those sent here count for nothing.
#[component]
fn GoOn(file: String) -> impl IntoView {
    let action = ServerAction::<RunImport>::new();
    view! {
        <Form action>
            <input type="hidden" name="file" value=file />
            <input type="hidden" name="options[lang]" value=Lang::En.word() />
            <div class="form-actions"><button class="button primary" disabled=action.pending()>{use_words().contacts().import_again}</button></div>
        </Form>
    }
}

#[component]
pub fn ReportStep(file: String, report: ImportReport) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let (bad, done) = (report.bad, report.done());
    let stats = [(c.created, report.created), (c.updated, report.updated), (c.kept, report.kept), (c.granted, report.granted), (c.refused, bad)];
    let stats = stats.into_iter().map(|(word, n)| view! { <div><dt>{word}</dt><dd>{t.number(n)}</dd></div> });
    let state = match report.state {
        JobState::Finished => {
            let text = fill(c.import_finished, &[("file", &report.file)]);
            view! { <Notice tone=Tone::Success><p>{text}</p></Notice> }.into_any()
        }
        JobState::Interrupted => view! {
            <Notice tone=Tone::Warning><p>{c.import_interrupted}</p></Notice>
            <GoOn file=file.clone() />
        }
        .into_any(),
        JobState::Running => {
            let words = fill(c.rows_done, &[("done", &t.number(done)), ("total", &t.number(report.total))]);
            let again = expect_context::<Reload>().0;
            view! { <Running title=c.import_running.to_owned() text=c.import_running_text done total=Some(report.total) words again /> }.into_any()
        }
    };
    let finished = report.state == JobState::Finished;
    let download = (finished && bad > 0).then(|| {
        view! { <a class="button" href=format!("/admin/contacts/import/{file}/bad.csv") download="refused.csv"><Icon name="download" />{c.download_bad}</a> }
    });
    view! {
        {state}
        <section class="card" aria-labelledby="import-report">
            <header><h2 id="import-report">{report.file}</h2></header>
            <dl class="stats">{stats.collect_view()}</dl>
            <div class="form-actions">{finished.then(|| view! { <a class="button primary" href="/admin/contacts">{c.see_contacts}</a> })}{download}</div>
        </section>
        {(finished && bad > 0).then(|| view! { <BadRows rows=report.bad_rows total=bad /> })}
    }
}
