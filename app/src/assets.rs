//! The files of a browser bundle as Trunk named them.

/// Where one bundle's files are, with their integrity hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    pub css: File,
    pub js: File,
    pub wasm: File,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// The path on this portal.
    pub href: String,
    /// `sha384-…`; empty if unknown.
    pub integrity: String,
}

impl Assets {
    /// Reads the tags that Trunk wrote into its index page.
    pub fn from_index(html: &str) -> Option<Self> {
        let find = |rel: &str, ending: &str| {
            html.split("<link").skip(1).filter_map(|tag| tag.split('>').next()).find_map(|tag| {
                let href = attribute(tag, "href")?;
                (attribute(tag, "rel")? == rel && href.ends_with(ending))
                    .then(|| File { href: href.to_owned(), integrity: attribute(tag, "integrity").unwrap_or_default().to_owned() })
            })
        };
        Some(Self { css: find("stylesheet", ".css")?, js: find("modulepreload", ".js")?, wasm: find("preload", ".wasm")? })
    }
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}="))?;
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split_whitespace().next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_trunk_wrote() {
        let html = r#"<link rel="stylesheet" href="/pkg/a-1.css" integrity="sha384-c" />
            <link rel="modulepreload" href="/pkg/a-1.js" crossorigin="anonymous" integrity="sha384-j">
            <link rel="preload" href="/pkg/a-1_bg.wasm" integrity="sha384-w" as="fetch" type="application/wasm">"#;
        let assets = Assets::from_index(html).unwrap();
        assert_eq!((assets.css.href.as_str(), assets.js.integrity.as_str(), assets.wasm.href.as_str()), ("/pkg/a-1.css", "sha384-j", "/pkg/a-1_bg.wasm"));
        assert_eq!(Assets::from_index("<html>"), None);
    }
}
