//! What happens in a community, as it happens: server-sent events that name what is new by its id and say nothing of it. The
//! page that listens loads what it wants to show, and asks for it as for any page.

use app::api::guard::Visit;
use axum::Extension;
use axum::extract::Path;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse as _, Response};
use domain::Problem;
use futures_util::stream;
use http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use service::communities::{Heard, Listening, News};

use crate::explained::plain_problem;

/// One kind of event for each thing there is to hear: `post` and `comment` with ids, `reload` for more than could be told.
fn event(heard: Heard) -> Event {
    match heard {
        Heard::News(News { post, comment: None, .. }) => Event::default().event("post").data(post.to_string()),
        Heard::News(News { post, comment: Some(comment), .. }) => Event::default().event("comment").data(format!("{post} {comment}")),
        Heard::Reload => Event::default().event("reload").data(""),
        Heard::Silence => Event::default().comment(""),
    }
}

/// Ends when the group is not the listener's any more. A browser that comes back loads the page anew first.
pub async fn events(Extension(visit): Extension<Visit>, Path(group): Path<String>) -> Response {
    let Some(reader) = visit.on_learner_side() else { return plain_problem(Problem::SignIn.into()) };
    let listening = match reader.listen(&group).await {
        Ok(listening) => listening,
        Err(error) => return plain_problem(error),
    };
    // The first sign of life tells the browser that it is connected.
    let heard = stream::unfold((listening, true), |(mut listening, first): (Listening, bool)| async move {
        let heard = if first { Heard::Silence } else { listening.next().await? };
        Some((Ok::<_, std::convert::Infallible>(event(heard)), (listening, false)))
    });
    let mut response = Sse::new(heard).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx would hold events back until it has a whole buffer of them.
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}
