use std::fs;

use anyhow::Context as _;

/// The kernel counts CPU time for its reports in hundredths of a second, on every architecture.
const TICKS_PER_SECOND: f64 = 100.0;

/// What a process has used so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    /// Seconds in the program itself.
    pub(crate) user: f64,
    /// Seconds in the kernel on its behalf.
    pub(crate) system: f64,
    /// Resident memory in bytes. The kernel's own, such as a socket and its buffers, is no part of it.
    pub(crate) resident: u64,
}

/// Asks the kernel about a process; `self` is this one.
pub(crate) fn usage(process: &str) -> anyhow::Result<Usage> {
    let read = |file: &str| {
        let path = format!("/proc/{process}/{file}");
        fs::read_to_string(&path).with_context(|| format!("reading {path}"))
    };
    let stat = read("stat")?;
    // The program's name stands in parentheses and may hold anything.
    let (_, numbers) = stat
        .rsplit_once(')')
        .context("reading the process's times")?;
    let seconds = |place: usize| -> anyhow::Result<f64> {
        let ticks = numbers
            .split_whitespace()
            .nth(place)
            .context("a time is missing")?;
        Ok(ticks.parse::<f64>()? / TICKS_PER_SECOND)
    };
    let status = read("status")?;
    let resident = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"))
        .context("the process's memory is not told")?;
    Ok(Usage {
        user: seconds(11)?,
        system: seconds(12)?,
        resident: resident.trim().parse::<u64>()? * 1024,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_has_memory() {
        assert!(usage("self").unwrap().resident > 0);
    }
}
