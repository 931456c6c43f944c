//! How often one address may try: a fixed number of buckets, so that a million addresses take no more memory than one.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use http::HeaderMap;
use ipnet::IpNet;

const BUCKETS: usize = 1 << 14;

/// Counts tries by address. Addresses that fall into the same bucket share it; which do is random for each process.
#[derive(Clone)]
pub struct Limits {
    buckets: Arc<[DefaultDirectRateLimiter]>,
    hasher: RandomState,
}

impl Limits {
    /// `per_minute` tries for each address, all of which may come at once; `None` for 0, which means no limit.
    pub fn new(per_minute: u32) -> Option<Self> {
        let quota = Quota::per_minute(NonZeroU32::new(per_minute)?);
        Some(Self { buckets: (0..BUCKETS).map(|_| RateLimiter::direct(quota)).collect(), hasher: RandomState::new() })
    }

    /// Whether `address` may try once more now. IPv6 addresses of one /64 count as one.
    pub fn admits(&self, address: IpAddr) -> bool {
        let key = match address.to_canonical() {
            IpAddr::V4(v4) => u128::from(u32::from(v4)),
            IpAddr::V6(v6) => u128::from(v6) >> 64 | 1 << 127,
        };
        let bucket = usize::try_from(self.hasher.hash_one(key) % BUCKETS as u64).unwrap_or_default();
        self.buckets[bucket].check().is_ok()
    }
}

/// Who really asks: the peer, or, if that is a trusted proxy, the last address in `X-Forwarded-For` that is none.
pub fn client_address(peer: SocketAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    let mut address = peer.ip().to_canonical();
    let forwarded: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).collect();
    for hop in forwarded.iter().rev() {
        if !is_trusted(&address) {
            break;
        }
        let Ok(hop) = hop.trim().parse::<IpAddr>() else { break };
        address = hop.to_canonical();
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_44_one_address_is_stopped_and_others_go_on() {
        let limits = Limits::new(5).unwrap();
        let (a, b) = ("192.0.2.1".parse().unwrap(), "198.51.100.7".parse().unwrap());
        assert_eq!((0..100).filter(|_| limits.admits(a)).count(), 5);
        assert!(limits.admits(b), "another bucket, but for one chance in 16,384");
        assert!(Limits::new(0).is_none());
    }

    #[test]
    fn case_47_a_forwarded_address_counts_only_from_a_trusted_proxy() {
        let headers = HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), "203.0.113.9, 198.51.100.7".parse().unwrap())]);
        let peer: SocketAddr = "10.0.0.1:5000".parse().unwrap();
        let client = |trusted: &[&str]| client_address(peer, &headers, &trusted.iter().map(|net| net.parse().unwrap()).collect::<Vec<_>>()).to_string();
        assert_eq!(client(&[]), "10.0.0.1");
        assert_eq!(client(&["10.0.0.0/8"]), "198.51.100.7");
        assert_eq!(client(&["10.0.0.0/8", "198.51.100.7/32"]), "203.0.113.9");
    }
}
