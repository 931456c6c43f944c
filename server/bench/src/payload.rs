//! What a browser downloads for a page, as the server sends it: plain, and in brotli.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use anyhow::ensure;

use crate::http::{Client, Connection};

/// Bytes as they are and as they travel.
#[derive(Clone, Copy, Default)]
pub struct Weight {
    pub raw: usize,
    pub brotli: usize,
}

impl std::ops::Add for Weight {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { raw: self.raw + other.raw, brotli: self.brotli + other.brotli }
    }
}

#[derive(Clone, Copy, Default)]
pub struct Payload {
    pub html: Weight,
    pub css: Weight,
    pub js: Weight,
    pub wasm: Weight,
    pub icons: Weight,
}

impl Payload {
    /// The page and whatever of ours it names, but for pictures.
    pub async fn weigh(address: SocketAddr, cookie: &str, path: &str) -> anyhow::Result<Self> {
        let mut connection = Connection::open(address).await?;
        let (page, html) = weigh(&mut connection, Client::browser(address, cookie), path).await?;
        let mut all = Self { html, ..Self::default() };
        for file in files(&page) {
            let part = match file.rsplit('.').next() {
                Some("css") => &mut all.css,
                Some("js") => &mut all.js,
                Some("wasm") => &mut all.wasm,
                Some("svg") => &mut all.icons,
                _ => continue,
            };
            *part = *part + weigh(&mut connection, Client::browser(address, ""), &file).await?.1;
        }
        Ok(all)
    }

    /// What it takes to read the page.
    pub fn reading(&self) -> Weight {
        self.html + self.css
    }

    pub fn all(&self) -> Weight {
        self.reading() + self.js + self.wasm + self.icons
    }
}

/// The paths of the bundle's files and of the icons that a page names.
fn files(page: &str) -> BTreeSet<String> {
    let paths = ["/pkg/", "/icons.svg"].into_iter().flat_map(|start| page.match_indices(start).map(|(at, _)| &page[at..]));
    paths.filter_map(|rest| rest.split(['"', '\'', '#', ')', '?', '&']).next()).map(str::to_owned).collect()
}

async fn weigh(connection: &mut Connection, client: Client<'_>, path: &str) -> anyhow::Result<(String, Weight)> {
    let plain = connection.send(&client.get(path)).await?;
    let packed = connection.send(&client.encoded("br").get(path)).await?;
    ensure!(plain.status == 200 && packed.status == 200, "{path} has status {}", plain.status);
    Ok((plain.text().to_owned(), Weight { raw: plain.body.len(), brotli: packed.body.len() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_page_names() {
        let page = r#"<link href="/pkg/a/x.css"><script>import i from'/pkg/a/x.js';i(fetch('/pkg/a/x.wasm'))</script><use href="/icons.svg#key"/><use href="/icons.svg#book"/>"#;
        assert_eq!(files(page).into_iter().collect::<Vec<_>>(), ["/icons.svg", "/pkg/a/x.css", "/pkg/a/x.js", "/pkg/a/x.wasm"]);
    }
}
