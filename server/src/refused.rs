//! A form that was refused where no scripts run: its page is shown again, and what was typed comes back with it in a cookie
//! that lasts a minute. The fields take it from there (`app::components::form`).

use app::api::cookies::{Cookie, Cookies};
use app::api::guard::Visit;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Query, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use data_encoding::BASE64URL_NOPAD;
use domain::view::viewer::Refused;
use http::{HeaderMap, Uri, header};

/// The functions whose forms come back: none of them is given a password, a code or a file.
const KEPT: [&str; 27] = [
    "/fn/automations/add-step",
    "/fn/automations/change-step",
    "/fn/automations/set-trigger",
    "/fn/broadcasts/change",
    "/fn/broadcasts/create",
    "/fn/broadcasts/schedule",
    "/fn/comments/edit",
    "/fn/comments/reply",
    "/fn/comments/write",
    "/fn/communities/edit",
    "/fn/communities/write-comment",
    "/fn/communities/write-post",
    "/fn/contacts/change",
    "/fn/contacts/create",
    "/fn/courses/change",
    "/fn/courses/change-category",
    "/fn/courses/change-lesson",
    "/fn/courses/create",
    "/fn/groups/change",
    "/fn/menus/change",
    "/fn/menus/create",
    "/fn/modules/change",
    "/fn/offers/change",
    "/fn/offers/create",
    "/fn/quizzes/set",
    "/fn/settings/change",
    "/fn/settings/change-time-zone",
];
/// Bytes of a form at most; a longer one is lost. As base64 in a cookie it leaves room for the answer's other headers within the
/// 4 KiB that nginx takes (`proxy_buffer_size`).
const LARGEST: usize = 1800;

/// Gives the browser a form that is refused to keep. It must be a small one: all of it is read first.
pub async fn keep(request: Request, next: Next) -> Response {
    let cookies = request.extensions().get::<Visit>().map(|visit| visit.cookies).filter(|_| KEPT.contains(&request.uri().path()));
    let Some(cookies) = cookies else { return next.run(request).await };
    let (parts, body) = request.into_parts();
    let form = match Bytes::from_request(Request::new(body), &()).await {
        Ok(form) => form,
        Err(unread) => return unread.into_response(),
    };
    let mut response = next.run(Request::from_parts(parts, Body::from(form.clone()))).await;
    if is_refusal(&response) && form.len() <= LARGEST {
        response.headers_mut().append(header::SET_COOKIE, cookies.set(Cookie::Refused, &BASE64URL_NOPAD.encode(&form)));
    }
    response
}

/// Whether the answer sends back to the form's page and says why: server functions put that into the address.
fn is_refusal(response: &Response) -> bool {
    let location = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
    location.is_some_and(|to| to.contains("__err="))
}

/// The form that comes back to the page at `uri`.
pub fn form(cookies: Cookies, headers: &HeaderMap, uri: &Uri) -> Option<Refused> {
    let kept = cookies.get(headers, Cookie::Refused)?;
    // Each refusal adds one to the address.
    let function = fields(uri.query()?)?.into_iter().rev().find_map(|(name, value)| (name == "__path").then_some(value))?;
    let form = String::from_utf8(BASE64URL_NOPAD.decode(kept.as_bytes()).ok()?).ok()?;
    Some(Refused { function, fields: fields(&form)? })
}

/// The names and values of an urlencoded form.
fn fields(form: &str) -> Option<Vec<(String, String)>> {
    let uri = Uri::builder().path_and_query(format!("/?{form}")).build().ok()?;
    Some(Query::try_from_uri(&uri).ok()?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comes_back(form: &str, uri: &str) -> Option<Refused> {
        let cookies = Cookies { secure: false };
        let cookie = format!("latchkey-refused={}", BASE64URL_NOPAD.encode(form.as_bytes()));
        let headers = HeaderMap::from_iter([(header::COOKIE, cookie.parse().unwrap())]);
        form_of(cookies, &headers, uri)
    }

    fn form_of(cookies: Cookies, headers: &HeaderMap, uri: &str) -> Option<Refused> {
        form(cookies, headers, &uri.parse().unwrap())
    }

    #[test]
    fn a_form_comes_back_to_the_page_that_asks_for_it() {
        let back =
            comes_back("form%5Bname%5D=%C3%89lodie+%26+Co&form%5Bproducts%5D%5B%5D=1&form%5Bproducts%5D%5B%5D=2", "/p?__path=%2Ffn%2Fa&__err=x").unwrap();
        assert_eq!(back.function, "/fn/a");
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(back.fields, [field("form[name]", "Élodie & Co"), field("form[products][]", "1"), field("form[products][]", "2")]);
        let twice = comes_back("a=b", "/p?__path=%2Ffn%2Fa&__err=x&__path=%2Ffn%2Fb&__err=y").unwrap();
        assert_eq!(twice.function, "/fn/b", "the form that was refused last");
        assert_eq!(comes_back("a=b", "/p?done=saved"), None, "another page");
        assert_eq!(comes_back("a=b", "/p"), None);
        assert_eq!(form_of(Cookies { secure: false }, &HeaderMap::new(), "/p?__path=x"), None, "another browser");
    }

    #[test]
    fn what_is_kept_fits_into_a_cookie() {
        let longest = "a".repeat(LARGEST);
        assert!(comes_back(&longest, "/p?__path=x").is_some());
        assert!(KEPT.iter().all(|function| app::api::access::actor(function).is_some()), "they exist");
    }
}
