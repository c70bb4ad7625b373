//! Where the charts come from: the one source that the flags name.

use std::path::PathBuf;

use crate::cli::{Feed, Options, Speed};

/// Where the charts come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// Seeded synthetic orders.
    Demo,
    /// A file of orders.
    Replay {
        /// The CSV file.
        file: PathBuf,
        /// Its headings, as `--columns` has them; empty for the standard ones.
        columns: String,
        /// File time / real time.
        speed: Speed,
        /// Stock levels.
        stock: Option<PathBuf>,
    },
    /// A folder of chart files.
    Folder(PathBuf),
    /// Only orders that are posted.
    Posted {
        /// Stock levels.
        stock: Option<PathBuf>,
    },
}

/// The flags do not name one source.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// Two sources exclude each other.
    #[error("{0} and {1} are two sources: name one of them")]
    Two(&'static str, &'static str),
    /// A flag that means nothing for this source.
    #[error("{0} only means something with --replay")]
    NeedsReplay(&'static str),
    /// Stock levels where the source has its own, or no orders.
    #[error("--stock only means something with --replay or --feed none")]
    NeedsOrders,
}

impl Source {
    /// The source that the flags name; the demo feed when they name none.
    pub fn from_options(options: &Options) -> Result<Self, SourceError> {
        let named = [
            ("--feed demo", options.feed == Some(Feed::Demo)),
            ("--replay", options.replay.is_some()),
            ("--data", options.data.is_some()),
        ];
        let mut named = named.iter().filter(|(_, is_named)| *is_named);
        if let (Some((first, _)), Some((second, _))) = (named.next(), named.next()) {
            return Err(SourceError::Two(first, second));
        }
        if let Some(file) = &options.replay {
            return Ok(Self::Replay {
                file: file.clone(),
                columns: options.columns.clone().unwrap_or_default(),
                speed: options.speed.unwrap_or(Speed::Times(1.0)),
                stock: options.stock.clone(),
            });
        }
        if options.columns.is_some() {
            return Err(SourceError::NeedsReplay("--columns"));
        }
        if options.speed.is_some() {
            return Err(SourceError::NeedsReplay("--speed"));
        }
        match (&options.data, options.feed, &options.stock) {
            (None, Some(Feed::None), stock) => Ok(Self::Posted {
                stock: stock.clone(),
            }),
            (_, _, Some(_)) => Err(SourceError::NeedsOrders),
            (Some(folder), ..) => Ok(Self::Folder(folder.clone())),
            (None, ..) => Ok(Self::Demo),
        }
    }

    /// Whether this source comes with the login `demo` / `demo`, which exists on a loopback address only.
    #[must_use]
    pub fn has_demo_login(&self) -> bool {
        matches!(self, Self::Demo | Self::Replay { .. })
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::Cli;

    fn source(flags: &[&str]) -> Result<Source, SourceError> {
        let words = std::iter::once("live-server").chain(flags.iter().copied());
        Source::from_options(&Cli::try_parse_from(words).unwrap().options)
    }

    #[test]
    fn the_demo_feed_is_the_source_when_none_is_named() {
        assert_eq!(source(&[]), Ok(Source::Demo));
    }

    #[test]
    fn two_sources_exclude_each_other() {
        let error = source(&["--replay", "a.csv", "--data", "charts"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "--replay and --data are two sources: name one of them"
        );
        assert!(source(&["--feed", "demo", "--replay", "a.csv"]).is_err());
    }

    #[test]
    fn a_flag_that_would_be_ignored_is_an_error() {
        assert!(source(&["--columns", "time=T"]).is_err());
        assert!(source(&["--speed", "max"]).is_err());
        assert!(source(&["--stock", "levels.csv"]).is_err());
    }

    #[test]
    fn stock_levels_go_with_posted_orders() {
        let source = source(&["--feed", "none", "--stock", "levels.csv"]).unwrap();
        assert!(matches!(source, Source::Posted { stock: Some(_) }));
    }
}
