//! What the list of contacts does to many at once: a plain form post, since its checkboxes all have one name.

use app::api::guard::Visit;
use axum::Extension;
use axum::extract::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::view::offers::GrantedReport;
use domain::{Invalid, Problem};
use service::Error;
use service::grants::Selection;

use crate::middleware::plain_problem;

/// Grants an offer to the contacts that were ticked, or to all that match, and goes back to the list with the numbers.
pub async fn grant_selected(Extension(visit): Extension<Visit>, Form(form): Form<Vec<(String, String)>>) -> Response {
    let Some(admin) = visit.admin else { return Redirect::to("/admin/sign-in").into_response() };
    let selection = match Selection::parse(&form) {
        Ok(selection) => selection,
        Err(Problem::Invalid(Invalid::Required)) => return Redirect::to("/admin/contacts?done=nothing-selected").into_response(),
        Err(problem) => return plain_problem(Error::Problem(problem)),
    };
    match admin.grant_selection(selection).await {
        Ok(GrantedReport { granted, already, missing }) => {
            Redirect::to(&format!("/admin/contacts?done=granted&n={granted}&already={already}&missing={missing}")).into_response()
        }
        Err(error) => plain_problem(error),
    }
}
