//! What the list of contacts does to many at once: a plain form post, since its checkboxes all have one name.

use app::api::guard::Visit;
use axum::Extension;
use axum::extract::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::{Invalid, Problem};
use service::Error;
use service::chosen::Chosen;
use service::grants::Selection;

use crate::explained::plain_problem;

/// Grants an offer to the contacts that were ticked, or to all that match, and goes back to the list, which tells how far
/// that is.
pub async fn grant_selected(Extension(visit): Extension<Visit>, Form(form): Form<Vec<(String, String)>>) -> Response {
    let Some(admin) = visit.admin else { return Redirect::to("/admin/sign-in").into_response() };
    let selection = match Selection::parse(&form) {
        Ok(selection) => selection,
        Err(Problem::Invalid(Invalid::Required)) => return Redirect::to("/admin/contacts?done=nothing-selected").into_response(),
        Err(problem) => return plain_problem(Error::Problem(problem)),
    };
    match admin.grant_selection(selection).await {
        Ok(job) => Redirect::to(&format!("/admin/contacts?granting={job}")).into_response(),
        Err(error) => plain_problem(error),
    }
}

/// Writes an e-mail with their link to the contacts that were ticked, or to all that match, and goes back in the same way.
pub async fn send_to_selected(Extension(visit): Extension<Visit>, Form(form): Form<Vec<(String, String)>>) -> Response {
    let Some(admin) = visit.admin else { return Redirect::to("/admin/sign-in").into_response() };
    let contacts = match Chosen::parse(&form) {
        Ok(contacts) => contacts,
        Err(Problem::Invalid(Invalid::Required)) => return Redirect::to("/admin/contacts?done=nobody-selected").into_response(),
        Err(problem) => return plain_problem(Error::Problem(problem)),
    };
    match admin.send_to_chosen(contacts).await {
        Ok(job) => Redirect::to(&format!("/admin/contacts?sending={job}")).into_response(),
        Err(error) => plain_problem(error),
    }
}
