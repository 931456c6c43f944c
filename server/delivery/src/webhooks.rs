//! Calling other systems: a POST of JSON in the shape of Standard Webhooks, to the public web alone unless the operator says otherwise.
//! What an admin may type as an address must not reach what only this machine can: the host's addresses are looked at where they are
//! connected to, so a name that changes its mind in between gains nothing, and no redirect is followed.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Url, redirect};
use service::automations::{Answer, Call};

/// Who does not answer by then is not there.
const PATIENCE: Duration = Duration::from_secs(20);
/// Of an answer's body so much is kept.
const LONGEST_ANSWER: usize = 300;
const NOT_PUBLIC: &str = "this address is not one of the public web";

/// Calls.
#[derive(Clone, Debug)]
pub struct Caller {
    client: Client,
    /// Whether every address may be called, and in clear.
    anywhere: bool,
}

impl Caller {
    /// # Errors
    /// What this machine lacks.
    pub fn new(anywhere: bool) -> Result<Self, String> {
        let builder = Client::builder().redirect(redirect::Policy::none()).no_proxy().timeout(PATIENCE).user_agent("Latchkey");
        let builder = if anywhere { builder } else { builder.dns_resolver(PublicWeb) };
        Ok(Self { client: builder.build().map_err(|error| error.to_string())?, anywhere })
    }

    /// Makes the call, once.
    pub async fn call(&self, call: &Call) -> Answer {
        let url = match self.allowed(&call.url) {
            Ok(url) => url,
            Err(why) => return Answer::Refused(why.to_owned()),
        };
        let request = self
            .client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", &call.id)
            .header("webhook-timestamp", call.timestamp.to_string())
            .body(call.body.clone());
        match request.send().await {
            Ok(mut response) => {
                let status = response.status();
                let body = response.chunk().await.ok().flatten().unwrap_or_default();
                let words = words(status.as_u16(), &body);
                // 410 is how a receiver says that it is gone for good (Standard Webhooks).
                if status.is_success() {
                    Answer::Taken(words)
                } else if status.as_u16() == 410 {
                    Answer::Refused(words)
                } else {
                    Answer::Delayed(words)
                }
            }
            Err(error) => Answer::Delayed(told(&error)),
        }
    }

    fn allowed(&self, url: &str) -> Result<Url, &'static str> {
        let url = Url::parse(url).map_err(|_| "this is no address")?;
        if self.anywhere {
            return Ok(url);
        }
        if url.scheme() != "https" {
            return Err("only https:// addresses are called");
        }
        // A name is looked up, and looked at, when it is connected to; a number is not.
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        match host.parse::<IpAddr>() {
            Ok(ip) if !is_public(ip) => Err(NOT_PUBLIC),
            _ => Ok(url),
        }
    }
}

/// Finds the addresses of a name, those of the public web alone.
struct PublicWeb;

impl Resolve for PublicWeb {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.filter(|address| is_public(address.ip())).collect();
            if found.is_empty() {
                return Err(NOT_PUBLIC.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether anybody on the web can reach it: neither this machine, nor its network, nor what is set apart for something else (the
/// registries of special-purpose addresses, RFC 6890).
fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocols = a == 192 && b == 0 && c == 0;
    let benchmarks = a == 198 && (18..20).contains(&b);
    let set_apart = ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_documentation() || ip.is_multicast();
    !(set_apart || shared || protocols || benchmarks || a == 0 || a >= 240)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let first = ip.segments()[0];
    // What carries an address of the old kind in it is judged by that.
    let inside = match ip.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => Some(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low))),
        _ => None,
    };
    let is_global = (0x2000..0x4000).contains(&first) || first == 0x64;
    let documentation = first == 0x2001 && ip.segments()[1] == 0x0db8;
    let protocols = first == 0x2001 && ip.segments()[1] < 0x0200;
    is_global && !documentation && !protocols && inside.is_none_or(is_public_v4) && (first != 0x64 || inside.is_some())
}

/// One line, not too long.
fn words(status: u16, body: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(body).chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_ANSWER).collect();
    format!("{status} {}", text.trim()).trim().to_owned()
}

/// What happened to the connection, without the address: a secret may be in it.
fn told(error: &reqwest::Error) -> String {
    use std::error::Error as _;
    if error.is_timeout() {
        return "no answer".to_owned();
    }
    let mut text = "it could not be reached".to_owned();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("it could not be reached: {cause}");
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_web_is_public() {
        for ip in ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "ff02::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[tokio::test]
    async fn an_address_of_this_machine_is_not_called() {
        let call = |url: &str| Call {
            run: domain::RunId::MIN,
            path: domain::StepPath::first(),
            id: "msg_1".to_owned(),
            url: url.to_owned(),
            body: "{}".to_owned(),
            timestamp: 0,
        };
        let caller = Caller::new(false).unwrap();
        for url in ["https://127.0.0.1/", "https://[::1]/", "https://0x7f.1/", "http://example.org/", "https://169.254.169.254/latest"] {
            assert!(matches!(caller.call(&call(url)).await, Answer::Refused(_)), "{url}");
        }
        let Answer::Delayed(why) = caller.call(&call("https://localhost/")).await else { panic!("a name is looked up") };
        assert!(why.contains(NOT_PUBLIC), "{why}");
    }
}
