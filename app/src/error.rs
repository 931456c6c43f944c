//! What a server function answers when it cannot do what was asked: a [`Problem`] on its way to the page.

use domain::Problem;
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// A [`Problem`] that crosses from the server to the browser.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AppError(pub Problem);

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self(match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => domain::Invalid::Form.into(),
            _ => Problem::Connection,
        })
    }
}

impl<P: Into<Problem>> From<P> for AppError {
    fn from(problem: P) -> Self {
        Self(problem.into())
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
