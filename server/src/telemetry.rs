//! Logs, without secrets: a request's query is never written, and of a path that holds a token only its beginning.

use http::Uri;
use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// Starts logging to standard error.
///
/// # Errors
/// One line that names the setting if the filter cannot be read.
pub fn start(config: &Config) -> Result<(), String> {
    // Below this level the PostgreSQL client writes down the values of queries, secrets among them.
    let quiet = "tokio_postgres=info".parse().expect("a sound directive");
    let filter = EnvFilter::try_new(&config.log).map_err(|error| format!("LATCHKEY_LOG: '{}' is not a log filter: {error}", config.log))?.add_directive(quiet);
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => subscriber.init(),
        LogFormat::Json => subscriber.json().init(),
    }
    Ok(())
}

/// The path as logs may show it.
pub fn shown_path(uri: &Uri) -> &str {
    const SECRET: [&str; 3] = ["/l/", "/unsubscribe/", "/admin/set-up/"];
    let path = uri.path();
    SECRET.into_iter().find(|prefix| path.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_60_paths_with_tokens_are_cut() {
        for (path, shown) in [
            ("/l/secret", "/l/"),
            ("/L/secret", "/l/"),
            ("/unsubscribe/secret/preference", "/unsubscribe/"),
            ("/admin/set-up/secret", "/admin/set-up/"),
            ("/courses?x=secret", "/courses"),
        ] {
            assert_eq!(shown_path(&path.parse().unwrap()), shown);
        }
    }
}
