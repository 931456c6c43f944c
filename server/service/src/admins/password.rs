//! Passwords: what may be one, and argon2id. Length is the only rule of composition; what attackers try early is refused, however
//! long (NIST SP 800-63B-4, 3.1.1.2).

use argon2::password_hash::{Error as HashError, SaltString};
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version};
use domain::{EmailAddress, Invalid, text};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;
use zxcvbn::{Score, zxcvbn};

use crate::{Random, Result};

const SHORTEST_CHARS: usize = 12;
const LONGEST_BYTES: usize = 1024;
/// Ten thousand million guesses by zxcvbn's count: two or three of its 30,000 common passwords, names and words, of dates,
/// sequences, repeats and rows of keys stay below it, four words that nobody puts together do not.
const WEAKEST: Score = Score::Four;

/// A hash of no known password, verified in place of the one of an address nobody has, so that both take the same time.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlzIQ$Tm9ib2R5IGtub3dzIHdoYXQgdGhpcyBpcyBvZi4uLi4";

/// Each hash takes 19 MiB: no flood of sign-ins may take them all at once.
static HASHING: Semaphore = Semaphore::const_new(4);

fn argon2() -> Argon2<'static> {
    // OWASP Password Storage Cheat Sheet: m = 19 MiB, t = 2, p = 1.
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19_456, 2, 1, None).expect("the parameters are within argon2's limits"))
}

/// Whether `password`, typed twice, may be the password of `email`.
///
/// # Errors
/// `Invalid` with the reason.
pub(crate) async fn check(email: &EmailAddress, password: &SecretString, again: &SecretString) -> Result<()> {
    check_form(email, password, again)?;
    let (email, password) = (email.clone(), password.clone());
    let score = run(move || Ok(zxcvbn(password.expose_secret(), &known_words(&email)).score())).await?;
    if score < WEAKEST { Err(Invalid::PasswordCommon.into()) } else { Ok(()) }
}

/// What whoever guesses would try first for that address.
fn known_words(email: &EmailAddress) -> Vec<&str> {
    let parts = email.as_str().split(|c: char| !c.is_ascii_alphanumeric());
    parts.chain([email.as_str(), "latchkey"]).filter(|part| !part.is_empty()).collect()
}

fn check_form(email: &EmailAddress, password: &SecretString, again: &SecretString) -> Result<()> {
    let (password, again) = (password.expose_secret(), again.expose_secret());
    let refused = if password.chars().count() < SHORTEST_CHARS {
        Invalid::PasswordTooShort
    } else if password.len() > LONGEST_BYTES {
        Invalid::TooLong
    } else if text::fold(password.trim()) == email.as_str() {
        Invalid::PasswordIsAddress
    } else if password != again {
        Invalid::PasswordsDiffer
    } else {
        return Ok(());
    };
    Err(refused.into())
}

/// The hash to keep of a password, as a PHC string.
pub(crate) async fn hash(random: &Random, password: SecretString) -> Result<String> {
    let salt = SaltString::encode_b64(&random.bytes::<16>()).map_err(unexpected)?;
    run(move || argon2().hash_password(password.expose_secret().as_bytes(), &salt).map(|hash| hash.to_string()).map_err(unexpected)).await
}

/// Whether `password` is the one of `hash`; without a hash it is not, after the same time.
pub(crate) async fn verify(hash: Option<String>, password: SecretString) -> Result<bool> {
    let known = hash.is_some();
    let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
    run(move || {
        let hash = PasswordHash::new(&hash).map_err(unexpected)?;
        let fits = password.expose_secret().len() <= LONGEST_BYTES;
        let typed = if fits { password.expose_secret() } else { "" };
        match argon2().verify_password(typed.as_bytes(), &hash) {
            Ok(()) => Ok(known && fits),
            Err(HashError::Password) => Ok(false),
            Err(error) => Err(unexpected(error)),
        }
    })
    .await
}

/// Off the threads that serve requests, a few at a time.
async fn run<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let turn = HASHING.acquire().await.map_err(anyhow::Error::from)?;
    let work = move || {
        // Whoever waits may go away; the turn lasts as long as the work.
        let _turn = turn;
        work()
    };
    tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?
}

fn unexpected(error: HashError) -> crate::Error {
    anyhow::anyhow!("argon2: {error}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> SecretString {
        text.to_owned().into()
    }

    async fn answer(password: &str, again: &str) -> Result<(), domain::Problem> {
        let email: EmailAddress = "ada.lovelace@example.org".parse().unwrap();
        check(&email, &secret(password), &secret(again)).await.map_err(crate::Error::into_problem)
    }

    #[tokio::test]
    async fn long_is_enough_and_the_address_is_not() {
        for good in ["correct horse battery", "vier leise Flüsse zum Meer", "zażółć gęślą jaźń", "tjk wqp vnx lzr", "la clé est sous le pot de thym"]
        {
            assert_eq!(answer(good, good).await, Ok(()), "{good}");
        }
        assert_eq!(answer("short", "short").await, Err(Invalid::PasswordTooShort.into()));
        assert_eq!(answer("Ada.Lovelace@Example.org", "Ada.Lovelace@Example.org").await, Err(Invalid::PasswordIsAddress.into()));
        assert_eq!(answer("correct horse battery", "correct horse").await, Err(Invalid::PasswordsDiffer.into()));
        let endless = "x".repeat(LONGEST_BYTES + 1);
        assert_eq!(answer(&endless, &endless).await, Err(Invalid::TooLong.into()));
    }

    #[tokio::test]
    async fn what_is_guessed_early_is_refused_however_long() {
        let common = [
            "password1234",
            "Password123!",
            "P@ssw0rd1234",
            "123456789012",
            "aaaaaaaaaaaa",
            "abcdefghijkl",
            "qwertyuiop12",
            "iloveyou1234",
            "administrator",
            "letmeinletmein",
            "latchkey2026",
            "adalovelace1",
        ];
        for password in common {
            assert_eq!(answer(password, password).await, Err(Invalid::PasswordCommon.into()), "{password}");
        }
    }

    #[tokio::test]
    async fn verifies_what_it_hashed_and_nothing_for_nobody() {
        let hash = hash(&Random::seeded(1), secret("correct horse battery")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify(Some(hash.clone()), secret("correct horse battery")).await.unwrap());
        assert!(!verify(Some(hash), secret("correct horse batteries")).await.unwrap());
        assert!(!verify(None, secret("correct horse battery")).await.unwrap());
    }
}
