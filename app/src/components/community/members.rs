//! Who is in a community, what may be done to them, and what they reported.

use domain::group::MemberChange;
use domain::view::communities::{MemberRow, ReportRow};
use domain::{GroupRole, Standing};
use leptos::form::ActionForm;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use server_fn::client::Client;
use server_fn::codec::PostUrl;
use server_fn::request::ClientReq;
use server_fn::{Http, ServerFn};
use web_sys::FormData;

use super::head::role_text;
use crate::AppError;
use crate::components::avatar::Avatar;
use crate::components::{Icon, Outcome, When};
use crate::locales::{Words, fill};
use crate::viewer::use_words;

const fn change_text(t: Words, change: MemberChange) -> &'static str {
    let c = t.communities();
    match change {
        MemberChange::Mute => c.mute,
        MemberChange::Unmute => c.unmute,
        MemberChange::Ban => c.ban,
        MemberChange::Unban => c.unban,
        MemberChange::MakeMember => c.make_member,
        MemberChange::MakeModerator => c.make_moderator,
        MemberChange::MakeAdmin => c.make_admin,
        MemberChange::MakeOwner => c.make_owner,
    }
}

/// What `standing` may do to the member and would change anything.
fn changes(standing: Standing, member: &MemberRow) -> Vec<MemberChange> {
    let useful = |change: &&MemberChange| match change {
        MemberChange::Mute => !member.muted,
        MemberChange::Unmute => member.muted,
        MemberChange::Ban => !member.banned,
        MemberChange::Unban => member.banned,
        change => change.role() != Some(member.role),
    };
    MemberChange::ALL.iter().filter(useful).filter(|change| standing.may(**change, member.role)).copied().collect()
}

/// The members; `action` takes the fields `group`, `contact` and `change`.
#[component]
pub fn Members<S, O>(
    /// What the field `group` holds.
    group: String,
    /// Where the reader stands; `None` for who changes nothing.
    standing: Option<Standing>,
    members: Vec<MemberRow>,
    action: ServerAction<S>,
) -> impl IntoView
where
    S: DeserializeOwned + ServerFn<Error = AppError, Protocol = Http<PostUrl, O>> + Clone + Send + Sync + 'static,
    S::Client: Client<AppError>,
    <<S::Client as Client<AppError>>::Request as ClientReq<AppError>>::FormData: From<FormData>,
    S::Output: Clone + Send + Sync + 'static,
    O: 'static,
{
    let t = use_words();
    let c = t.communities();
    let row = move |member: MemberRow| {
        let group = group.clone();
        let possible = standing.map(|standing| changes(standing, &member)).unwrap_or_default();
        let form = {
            let (contact, group) = (member.contact, group.clone());
            move |change: MemberChange| {
                let group = group.clone();
                view! {
                    <ActionForm action>
                        <input type="hidden" name="group" value=group />
                        <input type="hidden" name="contact" value=contact.to_string() />
                        <input type="hidden" name="change" value=change.word() />
                        <button class=if matches!(change, MemberChange::Ban) { "danger" } else { "" }>{change_text(t, change)}</button>
                    </ActionForm>
                }
            }
        };
        let label = fill(c.actions_for_member, &[("name", &member.name)]);
        view! {
            <li>
                <Avatar id=member.contact name=member.name.clone() />
                <div class="grow">
                    <strong>{member.name}</strong>" "
                    {(member.role != GroupRole::Member).then(|| view! { <span class="tag">{role_text(t, member.role)}</span>" " })}
                    {member.muted.then(|| view! { <span class="badge" data-state="warning">{c.muted_mark}</span>" " })}
                    {member.banned.then(|| view! { <span class="badge" data-state="revoked">{c.banned_mark}</span> })}
                    <p>{c.joined}" "<When at=member.joined_at /></p>
                </div>
                {(!possible.is_empty()).then(|| view! {
                    <details class="menu end">
                        <summary class="button quiet icon-only" aria-label=label><Icon name="more" /></summary>
                        <div class="menu-panel">{possible.into_iter().map(form).collect_view()}</div>
                    </details>
                })}
            </li>
        }
    };
    if members.is_empty() {
        return view! { <div class="empty"><Icon name="users" /><p>{c.no_members}</p></div> }.into_any();
    }
    view! {
        <Outcome action />
        <ul class="list">{members.into_iter().map(row).collect_view()}</ul>
    }
    .into_any()
}

/// What members reported and nobody has dealt with; `action` takes the fields `group` and `report`.
#[component]
pub fn Reported<S, O>(
    /// What the field `group` holds.
    group: String,
    slug: String,
    reports: Vec<ReportRow>,
    action: ServerAction<S>,
) -> impl IntoView
where
    S: DeserializeOwned + ServerFn<Error = AppError, Protocol = Http<PostUrl, O>> + Clone + Send + Sync + 'static,
    S::Client: Client<AppError>,
    <<S::Client as Client<AppError>>::Request as ClientReq<AppError>>::FormData: From<FormData>,
    S::Output: Clone + Send + Sync + 'static,
    O: 'static,
{
    let c = use_words().communities();
    let row = move |report: ReportRow| {
        let group = group.clone();
        let place = report.comment.map(|comment| format!("?comment={comment}#comment-{comment}")).unwrap_or_default();
        view! {
            <li>
                <Icon name="alert" />
                <div class="grow">
                    <strong>{fill(c.reported_by, &[("name", &report.reporter), ("reason", &report.reason)])}</strong>
                    <p class="quoted">{report.text}</p>
                    <p><When at=report.created_at /></p>
                </div>
                <a class="button small" href=format!("/communities/{slug}/posts/{}{place}", report.post) rel="external">{c.look}</a>
                <ActionForm action>
                    <input type="hidden" name="group" value=group />
                    <input type="hidden" name="report" value=report.id.to_string() />
                    <button class="button small">{c.handled}</button>
                </ActionForm>
            </li>
        }
    };
    (!reports.is_empty()).then(|| {
        view! {
            <section class="card flush" aria-labelledby="reports">
                <header><h2 id="reports">{c.reports}</h2></header>
                <Outcome action />
                <ul class="list">{reports.into_iter().map(row).collect_view()}</ul>
            </section>
        }
    })
}
