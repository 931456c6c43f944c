//! The second factor: codes of an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds, one step to either side), and
//! ten recovery codes for when the phone is gone. A code works once.
//!
//! Each change asks for the password (or the first code) and gives this device's session a new secret, for its cookie.
//!
//! The database has the secret sealed for this admin with the key file. A key that is no longer the current one gives way to
//! it when a code is used; without the key no code can be checked, while recovery codes, which are hashes, go on.
//!
//! What a page shows only once (a new secret, new codes) is derived from a nonce and the key file and kept nowhere: the
//! nonce waits in the settings for this session and fifteen minutes at most, so that the page can be loaded again.

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use domain::time::Span;
use domain::view::admins::TotpSetup;
use domain::{AdminId, AdminSessionId, Invalid, Problem, Timestamp};
use futures_util::FutureExt as _;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::Conn;
use store::admins::Admin;
use subtle::ConstantTimeEq as _;
use totp_rs::{Algorithm, TOTP};

use crate::audit::Action;
use crate::{AsAdmin, Error, Portal, Result};

const STEP: i64 = 30;
const SECRET_BYTES: usize = 20;
const RECOVERY_CODES: u8 = 10;
/// 80 bits each: too many to guess from a hash without salt.
const RECOVERY_BYTES: usize = 10;
/// How long a page may show what is shown once.
const SHOWN: Span = Span::minutes(15);

/// A code as it was typed.
pub(super) enum Code {
    /// The right code of that step.
    Step(i64),
    /// What may be a recovery code, by its hash.
    Recovery(Vec<u8>),
}

impl Code {
    /// Reads what was typed: six digits that must fit `secret` now, or a recovery code. `None` for a wrong one; without a
    /// secret no digits fit.
    pub(super) fn read(secret: Option<&[u8]>, typed: &str, now: Timestamp) -> Option<Self> {
        let typed: String = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
        if typed.len() == 6 {
            return matching_step(secret?, &typed, now).map(Self::Step);
        }
        BASE32_NOPAD.decode(typed.as_bytes()).ok().filter(|bytes| bytes.len() == RECOVERY_BYTES).map(|bytes| Self::Recovery(Sha256::digest(bytes).to_vec()))
    }
}

/// The step around `now` whose code was typed.
fn matching_step(secret: &[u8], typed: &str, now: Timestamp) -> Option<i64> {
    let totp = generator(secret.to_vec());
    let current = now.0.div_euclid(Span::seconds(STEP).0);
    (current - 1..=current + 1).find(|step| {
        let code = totp.generate(u64::try_from(step * STEP).unwrap_or_default());
        bool::from(code.as_bytes().ct_eq(typed.as_bytes()))
    })
}

fn generator(secret: Vec<u8>) -> TOTP {
    TOTP::new_unchecked(Algorithm::SHA1, 6, 1, STEP.unsigned_abs(), secret, None, String::new())
}

/// In groups of four, to read and to type.
fn grouped(text: &str, mark: char) -> String {
    text.chars().enumerate().flat_map(|(n, c)| (n > 0 && n % 4 == 0).then_some(mark).into_iter().chain([c])).collect()
}

/// What a page shows once, before it is derived.
#[derive(Clone, Serialize, Deserialize)]
struct Fresh {
    what: What,
    /// Hexadecimal.
    nonce: String,
    session: AdminSessionId,
    at: Timestamp,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum What {
    Secret,
    Codes,
}

/// The setting that holds what an admin's page shows once.
pub(super) fn fresh_key(admin: AdminId) -> String {
    format!("admin.{admin}")
}

/// What an admin's secret is sealed for: no other admin's row opens it.
fn purpose(admin: AdminId) -> Vec<u8> {
    [b"second factor ".as_slice(), admin.0.as_bytes()].concat()
}

impl Portal {
    /// The secret of the admin's second factor; `None` if it is off, or what sealed it is gone.
    pub(super) fn totp_secret(&self, admin: &Admin) -> Option<Vec<u8>> {
        self.keys.open_sealed(&purpose(admin.id), admin.totp_sealed.as_deref()?)
    }

    /// The same secret sealed under the current key, if it is under an older one.
    pub(super) fn totp_sealed_anew(&self, admin: &Admin) -> Option<String> {
        if self.keys.is_sealed_with_current(admin.totp_sealed.as_deref()?) {
            return None;
        }
        Some(self.seal_totp(admin.id, &self.totp_secret(admin)?))
    }

    fn seal_totp(&self, admin: AdminId, secret: &[u8]) -> String {
        self.keys.seal(&self.random, &purpose(admin), secret)
    }
}

impl AsAdmin {
    fn fresh_key(&self) -> String {
        fresh_key(self.id)
    }

    fn new_fresh(&self, what: What) -> Fresh {
        Fresh { what, nonce: HEXLOWER.encode(&self.portal.random.bytes::<32>()), session: self.session, at: self.portal.now() }
    }

    /// What waits to be shown to this session, and its stored form.
    async fn find_fresh(&self, conn: &mut Conn, what: What) -> Result<Option<(Fresh, String)>> {
        let Some(json) = store::settings::get(conn, &self.fresh_key()).await? else { return Ok(None) };
        let fresh: Fresh = serde_json::from_str(&json).map_err(anyhow::Error::from)?;
        let good = fresh.what == what && fresh.session == self.session && self.portal.now() < fresh.at + SHOWN;
        Ok(good.then_some((fresh, json)))
    }

    async fn keep_fresh(&self, conn: &mut Conn, fresh: &Fresh) -> Result<()> {
        let json = serde_json::to_string(fresh).map_err(anyhow::Error::from)?;
        Ok(store::settings::set(conn, &self.fresh_key(), &json).await?)
    }

    fn derive(&self, purpose: &[u8], fresh: &Fresh) -> Result<[u8; 32]> {
        let keys = &self.portal.keys;
        Ok(keys.mac(keys.current(), &[purpose, self.id.0.as_bytes(), fresh.nonce.as_bytes()]).ok_or_else(|| anyhow::anyhow!("the current key is gone"))?)
    }

    fn fresh_secret(&self, fresh: &Fresh) -> Result<Vec<u8>> {
        Ok(self.derive(b"totp secret", fresh)?[..SECRET_BYTES].to_vec())
    }

    fn recovery_codes(&self, fresh: &Fresh) -> Result<Vec<[u8; RECOVERY_BYTES]>> {
        (0..RECOVERY_CODES)
            .map(|n| {
                let mut code = [0; RECOVERY_BYTES];
                code.copy_from_slice(&self.derive(&[b"recovery code ", [n].as_slice()].concat(), fresh)?[..RECOVERY_BYTES]);
                Ok(code)
            })
            .collect()
    }

    /// What this session's account page shows once: a secret to take in, recovery codes to put away.
    pub(super) async fn fresh_secrets(&self, conn: &mut Conn) -> Result<(Option<TotpSetup>, Option<Vec<String>>)> {
        let setup = match self.find_fresh(conn, What::Secret).await? {
            Some((fresh, _)) => Some(self.setup(self.fresh_secret(&fresh)?, &crate::settings::read(conn).await?.name)?),
            None => None,
        };
        let codes = match self.find_fresh(conn, What::Codes).await? {
            Some((fresh, _)) => Some(self.recovery_codes(&fresh)?.iter().map(|code| grouped(&BASE32_NOPAD.encode(code).to_lowercase(), '-')).collect()),
            None => None,
        };
        Ok((setup, codes))
    }

    fn setup(&self, secret: Vec<u8>, portal: &str) -> Result<TotpSetup> {
        let shown = grouped(&BASE32_NOPAD.encode(&secret), ' ');
        // A colon parts issuer and account in such a URL.
        let issuer = portal.replace(':', " ");
        let url = TOTP::new(Algorithm::SHA1, 6, 1, STEP.unsigned_abs(), secret, Some(issuer), self.email.clone()).map_err(anyhow::Error::from)?.get_url();
        Ok(TotpSetup { secret: shown, qr: crate::qr::svg(&url)?, url })
    }

    /// Begins to turn the second factor on: the account page shows a new secret from now on.
    ///
    /// # Errors
    /// `Invalid::CurrentPassword`, `TooMany`, or `Conflict` if it is on already.
    pub async fn begin_totp(&self, password: SecretString) -> Result<SecretString> {
        let (_, attempt) = self.prove(password).await?;
        let (me, fresh) = (self.clone(), self.new_fresh(What::Secret));
        self.portal
            .store
            .write(move |conn| {
                async move {
                    attempt.succeeded(conn).await?;
                    let admin = store::admins::find(conn, me.id).await?.ok_or(Problem::SignIn)?;
                    if admin.totp_sealed.is_some() {
                        return Err(Error::from(Problem::Conflict));
                    }
                    me.keep_fresh(conn, &fresh).await?;
                    me.renew_session(conn, admin.session_generation).await
                }
                .boxed()
            })
            .await
    }

    /// Turns the second factor on, once a code shows that the app took the secret in, and signs the other devices out. The
    /// account page shows the recovery codes from now on.
    ///
    /// # Errors
    /// `Invalid::Code` for a wrong code or a secret that waited too long.
    pub async fn confirm_totp(&self, code: &str) -> Result<SecretString> {
        let (sealed, step, json) = {
            let mut conn = self.portal.store.read().await?;
            let (fresh, json) = self.find_fresh(&mut conn, What::Secret).await?.ok_or(Invalid::Code)?;
            let secret = self.fresh_secret(&fresh)?;
            let Some(Code::Step(step)) = Code::read(Some(&secret), code, self.portal.now()) else { return Err(Invalid::Code.into()) };
            (self.portal.seal_totp(self.id, &secret), step, json)
        };
        let (me, fresh) = (self.clone(), self.new_fresh(What::Codes));
        self.portal
            .store
            .write(move |conn| {
                async move {
                    if !store::settings::take(conn, &me.fresh_key(), &json).await? {
                        return Err(Error::from(Problem::Conflict));
                    }
                    let generation = store::admins::enable_totp(conn, me.id, &sealed, step).await?.ok_or(Problem::Conflict)?;
                    store::admins::delete_other_sessions(conn, me.id, me.session).await?;
                    me.replace_recovery_codes(conn, &fresh).await?;
                    store::audit::insert(conn, &me.own_event(Action::TotpEnabled)).await?;
                    me.renew_session(conn, generation).await
                }
                .boxed()
            })
            .await
    }

    /// Turns the second factor off.
    ///
    /// # Errors
    /// `Invalid::CurrentPassword`, or `TooMany`.
    pub async fn disable_totp(&self, password: SecretString) -> Result<SecretString> {
        let (proved, attempt) = self.prove(password).await?;
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    attempt.succeeded(conn).await?;
                    if store::admins::disable_totp(conn, me.id).await? {
                        store::audit::insert(conn, &me.own_event(Action::TotpDisabled)).await?;
                    }
                    store::settings::remove(conn, &me.fresh_key()).await?;
                    me.renew_session(conn, proved.session_generation).await
                }
                .boxed()
            })
            .await
    }

    /// Makes new recovery codes, which the account page shows from now on; the old ones work no more.
    ///
    /// # Errors
    /// `Invalid::CurrentPassword`, `TooMany`, or `Conflict` if the second factor is off.
    pub async fn renew_recovery_codes(&self, password: SecretString) -> Result<SecretString> {
        let (_, attempt) = self.prove(password).await?;
        let (me, fresh) = (self.clone(), self.new_fresh(What::Codes));
        self.portal
            .store
            .write(move |conn| {
                async move {
                    attempt.succeeded(conn).await?;
                    let admin = store::admins::find(conn, me.id).await?.ok_or(Problem::SignIn)?;
                    if admin.totp_sealed.is_none() {
                        return Err(Error::from(Problem::Conflict));
                    }
                    me.replace_recovery_codes(conn, &fresh).await?;
                    store::audit::insert(conn, &me.own_event(Action::RecoveryCodesRenewed)).await?;
                    me.renew_session(conn, admin.session_generation).await
                }
                .boxed()
            })
            .await
    }

    /// The account page shows nothing secret any more.
    pub async fn put_secrets_away(&self) -> Result<()> {
        let key = self.fresh_key();
        self.portal.store.write(move |conn| async move { Ok::<_, Error>(store::settings::remove(conn, &key).await?) }.boxed()).await
    }

    async fn replace_recovery_codes(&self, conn: &mut Conn, fresh: &Fresh) -> Result<()> {
        let hashes: Vec<Vec<u8>> = self.recovery_codes(fresh)?.iter().map(|code| Sha256::digest(code).to_vec()).collect();
        store::admins::set_recovery_codes(conn, self.id, &hashes).await?;
        self.keep_fresh(conn, fresh).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: Option<&[u8]> = Some(b"12345678901234567890");

    fn at(seconds: i64) -> Timestamp {
        Timestamp(0) + Span::seconds(seconds)
    }

    #[test]
    fn takes_the_codes_of_rfc_6238_one_step_early_or_late() {
        // Appendix B, SHA-1, the last six of its eight digits.
        for (time, code, step) in [(59, "287082", 1), (59 + 30, "287082", 1), (59 - 30, "287082", 1), (1_111_111_109, "081 804", 37_037_036)] {
            assert!(matches!(Code::read(SECRET, code, at(time)), Some(Code::Step(found)) if found == step), "{time}");
        }
        assert!(Code::read(SECRET, "287082", at(59 + 61)).is_none());
        assert!(Code::read(SECRET, "28708", at(59)).is_none());
        assert!(Code::read(None, "287082", at(59)).is_none());
    }

    #[test]
    fn reads_recovery_codes_as_people_type_them() {
        let code = [7; RECOVERY_BYTES];
        let shown = grouped(&BASE32_NOPAD.encode(&code).to_lowercase(), '-');
        assert_eq!(shown.len(), 19);
        for (secret, typed) in [(SECRET, shown.clone()), (SECRET, shown.to_uppercase()), (SECRET, shown.replace('-', " ")), (None, shown)] {
            assert!(matches!(Code::read(secret, &typed, at(0)), Some(Code::Recovery(hash)) if hash == Sha256::digest(code).to_vec()), "{typed}");
        }
    }
}
