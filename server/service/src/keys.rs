//! The keys that magic links are proved with, and with which the database's few secrets are sealed. They live in a file
//! outside the database, so that the database alone opens nothing. One key a line, `ID SECRET` (the secret is 32 bytes in
//! hexadecimal), the newest first: links are made and secrets sealed with the first, and proved and opened with the one they
//! name, for as long as its line is there.

use std::fmt::Write as _;
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead as _, Payload};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hmac::{Hmac, Mac as _};
use secrecy::{ExposeSecret as _, SecretBox};
use sha2::Sha256;

use crate::Random;

/// The key that the manual shows; whoever copied it has no secret.
const DOCUMENTED: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// Bytes of the nonce before a sealed text: enough to be drawn at random.
const NONCE: usize = 24;

/// At least one key, the current one first.
pub struct Keys(Vec<Key>);

struct Key {
    id: String,
    secret: SecretBox<[u8; 32]>,
}

impl Keys {
    /// Reads the key file, or makes one with a new key where there is none and `create` allows it.
    ///
    /// # Errors
    /// One line that says what is wrong with the file and what to do.
    pub fn open(path: &Path, random: &Random, create: bool) -> Result<Self, String> {
        let name = path.display();
        if !path.exists() {
            if !create {
                return Err(format!(
                    "the key file {name} is missing, but the database has links or second factors made with it: put it back (a new one would make all of them useless)"
                ));
            }
            let line = new_line(random);
            let written = std::fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(path)
                .and_then(|mut file| file.write_all(line.as_bytes()).and_then(|()| file.sync_all()));
            written.map_err(|e| format!("the key file {name} could not be written: {e}"))?;
        }
        let mode = std::fs::metadata(path).map_err(|e| format!("the key file {name} could not be read: {e}"))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(format!("the key file {name} can be read by others: run chmod 600 {name}"));
        }
        let text = std::fs::read_to_string(path).map_err(|e| format!("the key file {name} could not be read: {e}"))?;
        Self::parse(&text).map_err(|reason| format!("the key file {name} {reason}"))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut keys = Vec::new();
        for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let sound = line.split_once(' ').and_then(|(id, secret)| {
                let bytes: [u8; 32] = HEXLOWER.decode(secret.trim().as_bytes()).ok()?.try_into().ok()?;
                Some(Key { id: id.to_owned(), secret: SecretBox::new(Box::new(bytes)) })
            });
            if line.contains(DOCUMENTED) {
                return Err("holds the example key of the manual, which is no secret: delete the line and start again".to_owned());
            }
            keys.push(sound.ok_or_else(|| format!("cannot be read: line {} is not 'ID SECRET' with 64 hexadecimal digits", n + 1))?);
        }
        if keys.is_empty() { Err("is empty: put the key back, or delete the file if no link was ever sent".to_owned()) } else { Ok(Self(keys)) }
    }

    /// Puts a new key before the others of the file and returns its id. Links made with the others work on.
    ///
    /// # Errors
    /// As [`Keys::open`].
    pub fn rotate(path: &Path, random: &Random) -> Result<String, String> {
        Self::open(path, random, false)?;
        let name = path.display();
        let old = std::fs::read_to_string(path).map_err(|e| format!("the key file {name} could not be read: {e}"))?;
        let line = new_line(random);
        let fresh = path.with_extension("new");
        std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&fresh)
            .and_then(|mut file| file.write_all(format!("{line}{old}").as_bytes()).and_then(|()| file.sync_all()))
            .and_then(|()| std::fs::rename(&fresh, path))
            .map_err(|e| format!("the key file {name} could not be written: {e}"))?;
        Ok(line.split(' ').next().unwrap_or_default().to_owned())
    }

    /// The id of the key that new links are made with.
    pub fn current(&self) -> &str {
        &self.0[0].id
    }

    /// The ids of all keys, the current one first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|key| key.id.as_str())
    }

    /// Whether the key is there.
    pub fn has(&self, id: &str) -> bool {
        self.ids().any(|there| there == id)
    }

    /// HMAC-SHA-256 over `parts`, each preceded by its length; `None` if the key is gone.
    pub fn mac(&self, id: &str, parts: &[&[u8]]) -> Option<[u8; 32]> {
        let key = self.0.iter().find(|key| key.id == id)?;
        let mut mac = Hmac::<Sha256>::new_from_slice(key.secret.expose_secret()).ok()?;
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        Some(mac.finalize().into_bytes().into())
    }

    /// Seals `plain` under the current key with XChaCha20-Poly1305, as `KEYID.` and base64url of nonce and ciphertext. Only who
    /// names the same `purpose` opens it.
    pub fn seal(&self, random: &Random, purpose: &[u8], plain: &[u8]) -> String {
        let nonce = random.bytes::<NONCE>();
        let cipher = self.cipher(self.current(), purpose).expect("the current key is there");
        let sealed = cipher.encrypt((&nonce).into(), Payload { msg: plain, aad: purpose }).expect("less than 256 GiB");
        format!("{}.{}", self.current(), BASE64URL_NOPAD.encode(&[nonce.as_slice(), &sealed].concat()))
    }

    /// What [`Keys::seal`] sealed for that purpose; `None` if its key is gone or anything was changed.
    pub fn open_sealed(&self, purpose: &[u8], sealed: &str) -> Option<Vec<u8>> {
        let (id, text) = sealed.rsplit_once('.')?;
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        self.cipher(id, purpose)?.decrypt(nonce.into(), Payload { msg: sealed, aad: purpose }).ok()
    }

    /// Whether [`Keys::seal`] would seal it under the same key again.
    pub fn is_sealed_with_current(&self, sealed: &str) -> bool {
        sealed.rsplit_once('.').is_some_and(|(id, _)| id == self.current())
    }

    fn cipher(&self, id: &str, purpose: &[u8]) -> Option<XChaCha20Poly1305> {
        // Not above: it has a method of a name that `Mac` has too.
        use chacha20poly1305::KeyInit as _;
        Some(XChaCha20Poly1305::new(&self.mac(id, &[b"seal", purpose])?.into()))
    }
}

fn new_line(random: &Random) -> String {
    let mut line = format!("k{} ", HEXLOWER.encode(&random.bytes::<4>()));
    let _ = writeln!(line, "{}", HEXLOWER.encode(&random.bytes::<32>()));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_58_a_bad_key_file_stops_the_start_and_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        let random = Random::seeded(1);
        assert!(Keys::open(&file, &random, false).err().unwrap().contains("is missing"));

        let first = Keys::open(&file, &random, true).unwrap().current().to_owned();
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(Keys::open(&file, &random, false).unwrap().current(), first);

        let second = Keys::rotate(&file, &random).unwrap();
        let keys = Keys::open(&file, &random, false).unwrap();
        assert_eq!(keys.ids().collect::<Vec<_>>(), [second.as_str(), first.as_str()]);
        assert!(keys.mac(&first, &[b"x"]).is_some());

        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(Keys::open(&file, &random, false).err().unwrap().contains("chmod 600"));
        for (text, reason) in [(format!("k1 {DOCUMENTED}\n"), "example key"), (String::new(), "is empty"), ("k1 abc\n".to_owned(), "line 1")] {
            assert!(Keys::parse(&text).err().unwrap().contains(reason), "{text}");
        }
    }

    fn keys(text: &str) -> Keys {
        Keys::parse(text).unwrap_or_else(|reason| panic!("{reason}"))
    }

    #[test]
    fn what_is_sealed_opens_for_its_purpose_only() {
        let (random, keys) = (Random::seeded(1), keys(&new_line(&Random::seeded(2))));
        for plain in [b"".as_slice(), b"a secret", &[0; 1000]] {
            let sealed = keys.seal(&random, b"one", plain);
            assert_eq!(keys.open_sealed(b"one", &sealed).as_deref(), Some(plain));
            assert_eq!(keys.open_sealed(b"other", &sealed), None);
            assert_ne!(keys.seal(&random, b"one", plain), sealed, "each time with another nonce");
        }
    }

    #[test]
    fn a_sealed_text_that_was_changed_opens_no_more() {
        let (random, keys) = (Random::seeded(1), keys(&new_line(&Random::seeded(2))));
        let sealed = keys.seal(&random, b"one", b"a secret");
        let (id, text) = sealed.split_once('.').unwrap();
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
        assert_eq!(bytes.len(), NONCE + b"a secret".len() + 16);
        for n in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[n] ^= 1;
            assert_eq!(keys.open_sealed(b"one", &format!("{id}.{}", BASE64URL_NOPAD.encode(&changed))), None, "byte {n}");
            assert_eq!(keys.open_sealed(b"one", &format!("{id}.{}", BASE64URL_NOPAD.encode(&bytes[..n]))), None, "{n} bytes");
        }
        for text in ["", ".", id, text, &format!("k0.{text}"), &format!("{id}.{text}=")] {
            assert_eq!(keys.open_sealed(b"one", text), None, "{text}");
        }
    }

    #[test]
    fn an_older_key_opens_what_it_sealed_until_its_line_is_gone() {
        let (random, old, new) = (Random::seeded(1), new_line(&Random::seeded(2)), new_line(&Random::seeded(3)));
        let sealed = keys(&old).seal(&random, b"one", b"a secret");
        assert!(keys(&old).is_sealed_with_current(&sealed));

        let both = keys(&format!("{new}{old}"));
        assert_eq!(both.open_sealed(b"one", &sealed).as_deref(), Some(b"a secret".as_slice()));
        assert!(!both.is_sealed_with_current(&sealed));
        let anew = both.seal(&random, b"one", b"a secret");
        assert!(both.is_sealed_with_current(&anew));

        let rest = keys(&new);
        assert_eq!(rest.open_sealed(b"one", &sealed), None);
        assert_eq!(rest.open_sealed(b"one", &anew).as_deref(), Some(b"a secret".as_slice()));
        // Another key under the old one's name is not the old one.
        let (id, secret) = (old.split(' ').next().unwrap(), new.split(' ').nth(1).unwrap());
        assert_eq!(keys(&format!("{id} {secret}")).open_sealed(b"one", &sealed), None);
    }
}
