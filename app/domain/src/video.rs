//! Videos in lessons: what people copy from the address bar, as the address of a player that may be framed.

/// Where players may come from; the content security policy lets no other be framed.
pub const PLAYERS: [&str; 3] = ["https://www.youtube-nocookie.com", "https://player.vimeo.com", "https://fast.wistia.net"];

/// The player of a video of YouTube, Vimeo or Wistia; `None` for any other address.
pub fn player(url: &str) -> Option<String> {
    let (host, rest) = url.trim().strip_prefix("https://")?.split_once('/')?;
    let (path, query) = rest.split('#').next()?.split_once('?').unwrap_or((rest.split('#').next()?, ""));
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let parameter = |name: &str| query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value);
    let [youtube, vimeo, wistia] = PLAYERS;
    match (host.strip_prefix("www.").unwrap_or(host), parts.as_slice()) {
        ("youtu.be", [id]) | ("youtube.com" | "m.youtube.com" | "youtube-nocookie.com", ["embed" | "shorts" | "live", id]) => {
            Some(format!("{youtube}/embed/{}", name(id)?))
        }
        ("youtube.com" | "m.youtube.com", ["watch"]) => Some(format!("{youtube}/embed/{}", name(parameter("v")?)?)),
        ("vimeo.com", [id, hash]) => Some(format!("{vimeo}/video/{}?h={}", name(id)?, name(hash)?)),
        ("vimeo.com", [id]) | ("player.vimeo.com", ["video", id]) => {
            let hash = parameter("h").and_then(name).map(|hash| format!("?h={hash}")).unwrap_or_default();
            Some(format!("{vimeo}/video/{}{hash}", name(id)?))
        }
        ("fast.wistia.net" | "fast.wistia.com", ["embed", "iframe", id]) => Some(format!("{wistia}/embed/iframe/{}", name(id)?)),
        (host, ["medias", id]) if host.ends_with(".wistia.com") => Some(format!("{wistia}/embed/iframe/{}", name(id)?)),
        _ => None,
    }
}

/// What such a service calls a video: letters, digits, `-` and `_`.
fn name(id: &str) -> Option<&str> {
    (!id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::player;

    #[test]
    fn finds_the_player_of_a_video() {
        let youtube = Some("https://www.youtube-nocookie.com/embed/aqz-KE_bpKQ".to_owned());
        for url in [
            "https://www.youtube.com/watch?list=x&v=aqz-KE_bpKQ#t=1",
            "https://youtu.be/aqz-KE_bpKQ?si=x",
            "https://youtube.com/shorts/aqz-KE_bpKQ",
            "https://www.youtube-nocookie.com/embed/aqz-KE_bpKQ",
        ] {
            assert_eq!(player(url), youtube, "{url}");
        }
        assert_eq!(player("https://vimeo.com/1084537").as_deref(), Some("https://player.vimeo.com/video/1084537"));
        assert_eq!(player("https://vimeo.com/1084537/ab12").as_deref(), Some("https://player.vimeo.com/video/1084537?h=ab12"));
        assert_eq!(player("https://home.wistia.com/medias/e4a27b").as_deref(), Some("https://fast.wistia.net/embed/iframe/e4a27b"));
    }

    #[test]
    fn refuses_every_other_address() {
        for url in [
            "https://evil.example/embed/x",
            "http://youtu.be/x",
            "javascript:alert(1)",
            "https://youtu.be/a\"b",
            "https://youtu.be/../x",
            "https://youtube.com.evil.example/watch?v=x",
            "https://youtube.com/watch",
            "",
        ] {
            assert_eq!(player(url), None, "{url}");
        }
    }
}
