//! The backlog, day by day.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::Offset;

use super::{Demo, Purpose, arrivals, rng};
use crate::order::OrderLine;

/// Days of the backlog: thirteen months.
const DAYS: i64 = 396;
const SECONDS_PER_DAY: i64 = 86_400;

/// Orders on a usual day.
const PER_DAY: u32 = 76;

/// Percent of the usual, January to December.
const SEASON: [u32; 12] = [90, 86, 94, 98, 102, 96, 90, 92, 100, 106, 128, 142];

/// The days, as days since 1970, that end with the last midnight (UTC) before `until`.
pub(super) fn days(until: Timestamp) -> impl Iterator<Item = i64> {
    let today = until.as_second().div_euclid(SECONDS_PER_DAY);
    today - DAYS..today
}

/// That day's orders in time order; none on a day beyond the calendar's ends.
pub(super) fn lines(demo: &Demo, day: i64) -> Vec<OrderLine> {
    let mut rng = rng(demo.seed, Purpose::Day, day.cast_unsigned());
    let Ok(midnight) = Timestamp::from_second(day * SECONDS_PER_DAY) else {
        return Vec::new();
    };
    let date = Offset::UTC.to_datetime(midnight).date();
    let count = rng.u32(PER_DAY * 3 / 4..=PER_DAY * 5 / 4) * busyness(date) / 100;
    let mut seconds: Vec<i64> = (0..count)
        .map(|_| arrivals::hour(&mut rng) as i64 * 3_600 + rng.i64(0..3_600))
        .collect();
    seconds.sort_unstable();
    let line = |(number, second): (usize, i64)| {
        let time = Timestamp::from_second(day * SECONDS_PER_DAY + second).ok()?;
        let pieces = rng.i32(1..=9);
        Some(demo.line(
            &mut rng,
            format!("H-{}-{number:03}", date.strftime("%Y%m%d")),
            time,
            pieces,
        ))
    };
    seconds.into_iter().enumerate().filter_map(line).collect()
}

/// Percent of a usual day: Christmas is near, or it is a Sunday.
fn busyness(date: Date) -> u32 {
    let season = SEASON[usize::from(date.month().unsigned_abs()) - 1];
    let of_week = match date.weekday() {
        Weekday::Saturday => 118,
        Weekday::Sunday => 84,
        _ => 100,
    };
    season * of_week / 100
}
