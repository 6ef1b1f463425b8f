//! Passwords: argon2id, as strong as this machine can afford, on as many cores as it has and no more.
//!
//! Whoever asks takes a [`Place`] in a short queue first, so that a flood of tries can use neither
//! all memory nor all time. An account that does not exist costs the same work as one that does.

use std::{
    num::NonZero,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version,
};
use db::{DbError, Stop};
use kernel::PractitionerId;
use tokio::sync::{OnceCell, OwnedSemaphorePermit, Semaphore};

use crate::Config;

/// How many may wait for a core.
const WAITING: usize = 32;

/// One hash takes no longer than this where the stronger parameters are used.
const LONGEST: Duration = Duration::from_secs(1);

/// How much work one hash is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strength {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Strength {
    /// What is aimed at.
    pub const AIM: Self = Self { memory: 64 * 1024, passes: 3 };
    /// What a small machine may go down to.
    pub const FLOOR: Self = Self { memory: 19 * 1024, passes: 2 };

    fn context(self) -> Result<Argon2<'static>, DbError> {
        let params = Params::new(self.memory, self.passes, 1, None)
            .map_err(|_| DbError::Sealed("these argon2 parameters are not possible"))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    fn is_stronger_than(self, memory: u32, passes: u32) -> bool {
        self.memory > memory || self.passes > passes
    }
}

/// Checks and makes password hashes; cloned cheaply.
#[derive(Clone)]
pub struct Passwords {
    given: Option<Strength>,
    ready: Arc<OnceCell<Ready>>,
    queue: Arc<Semaphore>,
    cores: Arc<Semaphore>,
    tried: Arc<AtomicU64>,
}

/// What is found out once: how strong, and a hash of nothing for accounts that do not exist.
struct Ready {
    strength: Strength,
    nobody: String,
}

/// A place in the queue for the cores.
pub struct Place {
    passwords: Passwords,
    place: OwnedSemaphorePermit,
}

/// Proof that somebody gave the right password of an account, which only [`Place::check`] makes.
#[derive(Clone, Debug)]
pub struct Verified {
    practitioner: PractitionerId,
    stronger: Option<String>,
}

impl Verified {
    /// Whose password it was.
    pub fn practitioner(&self) -> PractitionerId {
        self.practitioner
    }

    /// The hash to keep from now on, when the kept one was made with less work than we do now.
    pub fn stronger(&self) -> Option<&str> {
        self.stronger.as_deref()
    }

    /// In the demonstration, and only there, everybody is let in without a password.
    pub fn in_demonstration(config: &Config, practitioner: PractitionerId) -> Option<Self> {
        config.demo.then_some(Self { practitioner, stronger: None })
    }
}

impl Passwords {
    /// As strong as the machine can afford, never below the floor: found out before the first use.
    pub fn calibrated() -> Self {
        Self::new(None)
    }

    /// With a given strength, for tests that need many hashes.
    pub fn of_strength(strength: Strength) -> Self {
        Self::new(Some(strength))
    }

    fn new(given: Option<Strength>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            given,
            ready: Arc::default(),
            queue: Arc::new(Semaphore::new(cores + WAITING)),
            cores: Arc::new(Semaphore::new(cores)),
            tried: Arc::default(),
        }
    }

    /// Measures, if that has not been done, and gives the strength of new hashes.
    ///
    /// # Errors
    ///
    /// When nothing can be hashed on this machine.
    pub async fn strength(&self) -> Result<Strength, DbError> {
        Ok(self.ready().await?.strength)
    }

    /// How many passwords were tried against an account, real or not.
    pub fn tried(&self) -> u64 {
        self.tried.load(Ordering::Relaxed)
    }

    /// A place in the queue.
    ///
    /// # Errors
    ///
    /// [`Stop::TooMany`] when too many are waiting already.
    pub fn queue(&self) -> Result<Place, Stop> {
        let place = Arc::clone(&self.queue).try_acquire_owned().map_err(|_| {
            Stop::TooMany(
                "Many people are signing in at this moment. Try again in a minute.".into(),
            )
        })?;
        Ok(Place { passwords: self.clone(), place })
    }

    async fn ready(&self) -> Result<&Ready, DbError> {
        let given = self.given;
        self.ready
            .get_or_try_init(async || {
                tokio::task::spawn_blocking(move || {
                    let strength = given.map_or_else(affordable, Ok)?;
                    Ok(Ready { strength, nobody: hash(strength, "nobody's password")? })
                })
                .await?
            })
            .await
    }
}

impl Place {
    /// Checks a password against the hash of an account, or does the same work for no account.
    ///
    /// # Errors
    ///
    /// When the stored hash breaks the rules or the service is stopping.
    pub async fn check(
        self,
        typed: String,
        account: Option<(PractitionerId, String)>,
    ) -> Result<Option<Verified>, DbError> {
        let (strength, nobody) = {
            let ready = self.passwords.ready().await?;
            (ready.strength, ready.nobody.clone())
        };
        self.passwords.tried.fetch_add(1, Ordering::Relaxed);
        self.work(move || {
            let (who, kept) = account.map_or((None, nobody), |(who, kept)| (Some(who), kept));
            let is_right = matches(&typed, &kept)?;
            let Some(practitioner) = who.filter(|_| is_right) else { return Ok(None) };
            let stronger =
                is_weaker(&kept, strength)?.then(|| hash(strength, &typed)).transpose()?;
            Ok(Some(Verified { practitioner, stronger }))
        })
        .await
    }

    /// The hash of a new password.
    ///
    /// # Errors
    ///
    /// When the service is stopping.
    pub async fn hash(self, typed: String) -> Result<String, DbError> {
        let strength = self.passwords.strength().await?;
        self.work(move || hash(strength, &typed)).await
    }

    /// Runs on a thread of its own when a core is free; both are held until the work is done, also
    /// when nobody waits for it any more.
    async fn work<T: Send + 'static>(
        self,
        work: impl FnOnce() -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DbError> {
        let core = Arc::clone(&self.passwords.cores);
        let core = core.acquire_owned().await.map_err(|_| DbError::Stopping)?;
        tokio::task::spawn_blocking(move || {
            let _held = (self.place, core);
            work()
        })
        .await?
    }
}

fn hash(strength: Strength, typed: &str) -> Result<String, DbError> {
    let hashed = strength.context()?.hash_password(typed.as_bytes());
    hashed.map(|it| it.to_string()).map_err(|_| DbError::Sealed("a password could not be hashed"))
}

fn parsed(kept: &str) -> Result<PasswordHash, DbError> {
    PasswordHash::new(kept).map_err(|why| DbError::corrupt("practitioner", "password_hash", why))
}

fn matches(typed: &str, kept: &str) -> Result<bool, DbError> {
    let kept = parsed(kept)?;
    Ok(Argon2::default().verify_password(typed.as_bytes(), &kept).is_ok())
}

fn is_weaker(kept: &str, strength: Strength) -> Result<bool, DbError> {
    let params = Params::try_from(&parsed(kept)?)
        .map_err(|why| DbError::corrupt("practitioner", "password_hash", why))?;
    Ok(strength.is_stronger_than(params.m_cost(), params.t_cost()))
}

/// The aim, where memory for every core is free and a hash does not take too long.
fn affordable() -> Result<Strength, DbError> {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let needed = u64::from(Strength::AIM.memory) * u64::try_from(cores).unwrap_or(u64::MAX) * 4;
    if free_memory().is_some_and(|free| free < needed) {
        return Ok(Strength::FLOOR);
    }
    let begun = Instant::now();
    hash(Strength::AIM, "how long does this take?")?;
    Ok(if begun.elapsed() > LONGEST { Strength::FLOOR } else { Strength::AIM })
}

/// Free memory in KiB, where the system says so.
fn free_memory() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Strength = Strength { memory: 64, passes: 1 };
    const CHEAPER: Strength = Strength { memory: 32, passes: 1 };

    #[tokio::test]
    async fn s1_new_hashes_are_argon2id_and_never_below_the_floor() {
        let passwords = Passwords::calibrated();
        let strength = passwords.strength().await.unwrap();
        assert!(strength == Strength::AIM || strength == Strength::FLOOR);
        let hash = passwords.queue().unwrap().hash("a long enough one".into()).await.unwrap();
        let (memory, passes) = (strength.memory, strength.passes);
        assert!(hash.starts_with(&format!("$argon2id$v=19$m={memory},t={passes},p=1$")), "{hash}");
        assert!(memory >= 19 * 1024 && passes >= 2);
    }

    #[tokio::test]
    async fn s1_a_hash_made_with_less_work_is_made_again_when_its_owner_signs_in() {
        let who = PractitionerId::default();
        let old =
            Passwords::of_strength(CHEAPER).queue().unwrap().hash("tulip".into()).await.unwrap();
        let now = Passwords::of_strength(CHEAP);
        let check = |typed: &str, kept: &str| {
            now.queue().unwrap().check(typed.into(), Some((who, kept.to_owned())))
        };
        assert!(check("daisy", &old).await.unwrap().is_none());
        let verified = check("tulip", &old).await.unwrap().unwrap();
        let new = verified.stronger().unwrap();
        assert!(new.contains("$m=64,t=1,p=1$"), "{new}");
        assert_eq!(check("tulip", new).await.unwrap().unwrap().stronger(), None);
    }

    #[tokio::test]
    async fn nobody_is_never_let_in_and_costs_a_try() {
        let passwords = Passwords::of_strength(CHEAP);
        let place = passwords.queue().unwrap();
        assert!(place.check("nobody's password".into(), None).await.unwrap().is_none());
        assert_eq!(passwords.tried(), 1);
    }

    #[tokio::test]
    async fn s1_only_so_many_may_wait_and_the_next_is_told_to_come_back() {
        let passwords = Passwords::of_strength(CHEAP);
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let places: Vec<_> = (0..cores + WAITING).map(|_| passwords.queue().unwrap()).collect();
        assert!(matches!(passwords.queue(), Err(Stop::TooMany(_))));
        drop(places);
        assert!(passwords.queue().is_ok());
    }
}
