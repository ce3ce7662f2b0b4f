//! The one home of clock, ids and randomness.

use std::sync::Arc;

use terms::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, by this clock.
    fn now(&self) -> Timestamp;
}

/// Makes ids, salts and tokens.
pub trait Ids: Send + Sync {
    /// 128 bits that nobody had before, ordered by `now` (the layout of UUIDv7).
    fn next(&self, now: Timestamp) -> u128;
    /// 32 bytes nobody can guess.
    fn secret(&self) -> [u8; 32];
}

/// The machine's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock's one home")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Timestamp::from_ms(since.ok().and_then(|d| i64::try_from(d.as_millis()).ok()).unwrap_or(0))
    }
}

/// The operating system's random source.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn next(&self, now: Timestamp) -> u128 {
        let [a, b, c, d, e, f, g, h, i, j, ..] = self.secret();
        let random = u128::from_be_bytes([0, 0, 0, 0, 0, 0, a, b, c, d, e, f, g, h, i, j]);
        id_bits(now, random)
    }

    fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        if getrandom::fill(&mut bytes).is_err() {
            // Without randomness neither salts nor sessions mean anything.
            tracing::error!("the operating system gives no random bytes; stopping");
            std::process::abort();
        }
        bytes
    }
}

/// UUIDv7: 48 bits of milliseconds, version 7, variant 2, the rest from `random`.
#[must_use]
pub fn id_bits(now: Timestamp, random: u128) -> u128 {
    let ms = u128::from(now.ms().unsigned_abs()) & 0xFFFF_FFFF_FFFF;
    let (high, low) = (random >> 62 & 0xFFF, random & 0x3FFF_FFFF_FFFF_FFFF);
    ms << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low
}

/// Clock and ids, handed to everything that needs them.
#[derive(Clone)]
pub struct Context {
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl Context {
    /// What the product runs with.
    #[must_use]
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), ids: Arc::new(SystemIds) }
    }

    /// What tests drive by hand.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self { clock, ids }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new id's bits.
    #[must_use]
    pub fn id(&self) -> u128 {
        self.ids.next(self.now())
    }

    /// 32 bytes nobody can guess.
    #[must_use]
    pub fn secret(&self) -> [u8; 32] {
        self.ids.secret()
    }
}

/// A number for one request, to be told to an operator. Not an id of anything.
#[must_use]
pub fn request_number() -> String {
    let random = SystemIds.secret();
    random.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}
