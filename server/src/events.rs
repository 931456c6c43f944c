//! What happens in a community, as it happens: server-sent events that name what is new by its id and say nothing of it. The
//! page that listens loads what it wants to show, and asks for it as for any page.

use std::convert::Infallible;
use std::time::Duration;

use app::api::guard::Visit;
use axum::Extension;
use axum::extract::Path;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse as _, Response};
use domain::Problem;
use futures_util::stream::{self, Stream};
use http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use service::communities::{Heard, Listening, News};

use crate::explained::plain;

/// When a browser that could not be heard out comes back.
const COME_BACK: Duration = Duration::from_secs(30);

/// One kind of event for each thing there is to hear: `post` and `comment` with ids, the channel's last, and `reload` for more than
/// could be told. A browser passes on no event without data.
fn event(heard: Heard) -> Event {
    match heard {
        Heard::News(News { channel, post, comment: None, .. }) => Event::default().event("post").data(format!("{post} {channel}")),
        Heard::News(News { channel, post, comment: Some(comment), .. }) => Event::default().event("comment").data(format!("{post} {comment} {channel}")),
        Heard::Reload => Event::default().event("reload").data("all"),
        Heard::Silence => Event::default().comment(""),
    }
}

/// Ends when the group is not the listener's any more. A browser that comes back loads the page anew first.
pub async fn events(Extension(visit): Extension<Visit>, Path(group): Path<String>) -> Response {
    let Some(reader) = visit.on_learner_side() else { return plain(Problem::SignIn) };
    let listening = match reader.listen(&group).await.map_err(service::Error::into_problem) {
        Ok(listening) => listening,
        // Any other answer than events would keep a browser from ever coming back.
        Err(Problem::Busy) => return told(stream::iter([Event::default().event("busy").retry(COME_BACK).data("later")])),
        Err(problem) => return plain(problem),
    };
    // The first sign of life tells the browser that it is connected.
    told(stream::unfold((listening, true), |(mut listening, first): (Listening, bool)| async move {
        let heard = if first { Heard::Silence } else { listening.next().await? };
        Some((event(heard), (listening, false)))
    }))
}

fn told(events: impl Stream<Item = Event> + Send + 'static) -> Response {
    let mut response = Sse::new(futures_util::StreamExt::map(events, Ok::<_, Infallible>)).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx would hold events back until it has a whole buffer of them.
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}
