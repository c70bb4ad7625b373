use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

/// Failures of one account that cost nothing.
const FREE_PER_ACCOUNT: u32 = 5;
/// Failures of one address that cost nothing: many people may share one.
const FREE_PER_ADDRESS: u32 = 30;
/// What the first failure past the free ones costs; each further one costs twice as much.
const FIRST_DELAY: Duration = Duration::from_secs(1);
/// The longest delay: an account that is under attack stays usable for its owner.
const LONGEST_DELAY: Duration = Duration::from_mins(15);
/// Failures are forgotten after this time without another one.
const FORGET_AFTER: Duration = Duration::from_hours(1);
/// Names and addresses that are remembered at once; an attacker can invent as many as they like.
const REMEMBERED: usize = 10_000;

/// Slows down guessing: failed logins are counted per account and per address, and both are made to wait.
///
/// Names that do not exist are counted like those that do, so that nobody learns which is which.
#[derive(Debug, Default)]
pub struct Throttle {
    records: Mutex<Records>,
}

#[derive(Debug, Default)]
struct Records {
    accounts: HashMap<String, Record>,
    addresses: HashMap<IpAddr, Record>,
}

#[derive(Debug, Clone, Copy)]
struct Record {
    failures: u32,
    last: Instant,
    blocked_until: Instant,
}

impl Throttle {
    /// May this attempt be tried? It counts as failed until [`succeeded`](Self::succeeded) says otherwise, so that
    /// attempts side by side cannot share one count.
    ///
    /// # Errors
    ///
    /// How long to wait.
    pub fn begin(&self, account: &str, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut records = self.records.lock();
        let wait = records.wait(account, address, now);
        if !wait.is_zero() {
            return Err(wait);
        }
        let Records {
            accounts,
            addresses,
        } = &mut *records;
        count(accounts, account.to_owned(), FREE_PER_ACCOUNT, now);
        count(addresses, address, FREE_PER_ADDRESS, now);
        Ok(())
    }

    /// The attempt was good: the account's failures are forgotten, and this attempt does not count for the address.
    pub fn succeeded(&self, account: &str, address: IpAddr) {
        let mut records = self.records.lock();
        records.accounts.remove(account);
        if let Some(record) = records.addresses.get_mut(&address) {
            record.failures = record.failures.saturating_sub(1);
            record.blocked_until = record.last;
        }
    }
}

impl Records {
    fn wait(&self, account: &str, address: IpAddr, now: Instant) -> Duration {
        let wait = |record: Option<&Record>| {
            record.map_or(Duration::ZERO, |record| {
                record.blocked_until.saturating_duration_since(now)
            })
        };
        wait(self.accounts.get(account)).max(wait(self.addresses.get(&address)))
    }
}

fn count<K: Hash + Eq + Clone>(records: &mut HashMap<K, Record>, key: K, free: u32, now: Instant) {
    make_room(records, now);
    let record = records.entry(key).or_insert(Record {
        failures: 0,
        last: now,
        blocked_until: now,
    });
    if now.saturating_duration_since(record.last) >= FORGET_AFTER {
        record.failures = 0;
    }
    record.failures += 1;
    record.last = now;
    record.blocked_until = now + delay(record.failures, free);
}

/// What the n-th failure costs before the next attempt.
fn delay(failures: u32, free: u32) -> Duration {
    match failures.checked_sub(free) {
        None => Duration::ZERO,
        Some(over) => FIRST_DELAY
            .saturating_mul(2u32.saturating_pow(over))
            .min(LONGEST_DELAY),
    }
}

fn make_room<K: Hash + Eq + Clone>(records: &mut HashMap<K, Record>, now: Instant) {
    if records.len() < REMEMBERED {
        return;
    }
    records.retain(|_, record| now.saturating_duration_since(record.last) < FORGET_AFTER);
    while records.len() >= REMEMBERED {
        // The mildest record goes first, so that inventing names does not wash out a real one.
        let mildest = records
            .iter()
            .min_by_key(|(_, record)| (record.failures, record.last))
            .map(|(key, _)| key.clone());
        match mildest {
            Some(key) => records.remove(&key),
            None => return,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn address(n: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, n])
    }

    fn fail(throttle: &Throttle, times: u32, now: Instant) {
        for attempt in 0..times {
            assert_eq!(throttle.begin("ann", HOME, now), Ok(()), "{attempt}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn five_failures_are_free_then_the_delay_doubles() {
        let (throttle, mut now) = (Throttle::default(), Instant::now());
        fail(&throttle, 5, now);
        for seconds in [1, 2, 4, 8, 16] {
            let wait = Duration::from_secs(seconds);
            assert_eq!(throttle.begin("ann", HOME, now), Err(wait));
            now += wait;
            assert_eq!(throttle.begin("ann", HOME, now), Ok(()));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_delay_never_locks_an_account_for_good() {
        let (throttle, mut now) = (Throttle::default(), Instant::now());
        fail(&throttle, 5, now);
        for _ in 0..40 {
            let wait = throttle.begin("ann", HOME, now).unwrap_err();
            assert!(wait <= LONGEST_DELAY);
            now += wait;
            throttle.begin("ann", HOME, now).unwrap();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_success_forgets_the_failures() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for _ in 0..20 {
            fail(&throttle, 4, now);
            throttle.begin("ann", HOME, now).unwrap();
            throttle.succeeded("ann", HOME);
            throttle.records.lock().addresses.clear();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn one_accounts_failures_are_not_anothers() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        fail(&throttle, 5, now);
        assert_eq!(throttle.begin("bob", HOME, now), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn an_address_that_tries_many_names_is_made_to_wait() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for name in 0..FREE_PER_ADDRESS {
            throttle.begin(&name.to_string(), HOME, now).unwrap();
        }
        assert!(throttle.begin("one more", HOME, now).is_err());
        assert_eq!(throttle.begin("one more", address(2), now), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn successes_of_an_address_do_not_count() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for name in 0..1000 {
            let name = name.to_string();
            throttle.begin(&name, HOME, now).unwrap();
            throttle.succeeded(&name, HOME);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn failures_are_forgotten_after_an_hour() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        fail(&throttle, 5, now);
        fail(&throttle, 5, now + FORGET_AFTER);
    }

    #[tokio::test(start_paused = true)]
    async fn invented_names_take_no_more_memory_than_allowed_and_do_not_wash_out_a_real_one() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        fail(&throttle, 5, now);
        for n in 0..=REMEMBERED {
            throttle.records.lock().addresses.clear();
            throttle.begin(&n.to_string(), HOME, now).unwrap();
        }
        assert!(throttle.records.lock().accounts.len() <= REMEMBERED);
        assert!(throttle.begin("ann", HOME, now).is_err());
    }
}
