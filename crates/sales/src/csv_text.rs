//! CSV files as people have them: UTF-8 or Latin-1, any line ends, quoted fields with line breaks inside, and errors that name
//! the line which an editor shows.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;
use thiserror::Error;

use crate::error::{BadLine, OrderError, beginning};

/// Why a CSV file can't be used at all. Each is one line of text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CsvError {
    /// Not even a header.
    #[error("the file is empty")]
    Empty,
    /// A column that is needed isn't there.
    #[error("column {heading:?} for {field} is missing; the file has {}", headings(.found))]
    MissingColumn {
        /// What would be read from it.
        field: &'static str,
        /// The heading that was looked for.
        heading: String,
        /// The headings that are there.
        found: Vec<String>,
    },
    /// A column that is needed is there more than once.
    #[error("column {heading:?} for {field} is there more than once")]
    AmbiguousColumn {
        /// What would be read from it.
        field: &'static str,
        /// The heading that stands twice.
        heading: String,
    },
}

/// A CSV file: its headings, and its lines one by one.
pub(crate) struct CsvText<'a> {
    pub(crate) headings: Vec<String>,
    reader: csv::Reader<&'a [u8]>,
    text: &'a str,
    lines: LineCounter<'a>,
}

impl<'a> CsvText<'a> {
    pub(crate) fn new(text: &'a str) -> Result<Self, CsvError> {
        let mut reader = reader(text);
        let mut header = csv::StringRecord::new();
        match reader.read_record(&mut header) {
            Ok(true) => {}
            Ok(false) | Err(_) => return Err(CsvError::Empty),
        }
        let headings = header
            .iter()
            .map(|heading| heading.trim().to_owned())
            .collect();
        Ok(Self {
            headings,
            reader,
            text,
            lines: LineCounter::new(text),
        })
    }

    /// Where the column `heading` stands; `None` where there is no such column.
    pub(crate) fn column(
        &self,
        field: &'static str,
        heading: &str,
    ) -> Result<Option<usize>, CsvError> {
        let mut places = self
            .headings
            .iter()
            .enumerate()
            .filter(|(_, found)| *found == heading)
            .map(|(place, _)| place);
        let place = places.next();
        if places.next().is_some() {
            return Err(CsvError::AmbiguousColumn {
                field,
                heading: heading.to_owned(),
            });
        }
        Ok(place)
    }

    /// As [`column`](Self::column), where the file is of no use without it.
    pub(crate) fn needed_column(
        &self,
        field: &'static str,
        heading: &str,
    ) -> Result<usize, CsvError> {
        let missing = || CsvError::MissingColumn {
            field,
            heading: heading.to_owned(),
            found: self.headings.clone(),
        };
        self.column(field, heading)?.ok_or_else(missing)
    }

    /// Reads the next line into `record` and answers its line number; `None` at the end.
    pub(crate) fn read(&mut self, record: &mut csv::StringRecord) -> Option<Result<u64, BadLine>> {
        // Reading from memory can't fail, and the text is UTF-8: the reader's own errors have no other causes.
        if !self.reader.read_record(record).unwrap_or(false) {
            return None;
        }
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(self.text.len());
        let (start, line) = self.lines.line_of_record(start);
        let end = usize::try_from(self.reader.position().byte()).unwrap_or(self.text.len());
        let expected = self.headings.len();
        let error = match record.len() {
            _ if self.ends_within_quotes(start, end) => OrderError::UnclosedQuote,
            found if found != expected => OrderError::FieldCount { expected, found },
            _ => return Some(Ok(line)),
        };
        Some(Err(BadLine { line, error }))
    }

    /// Whether the record is the file's last one, and takes in whatever would follow it.
    fn ends_within_quotes(&self, start: usize, end: usize) -> bool {
        if end < self.text.len() {
            return false;
        }
        let followed = format!("{}\nnext", self.text.get(start..).unwrap_or_default());
        reader(&followed).records().count() == 1
    }
}

/// A reader to which the header is a record too, and that leaves it to its caller to judge a record's length.
fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// The text of a file in UTF-8, with or without its byte order mark, else in Latin-1 as the web defines it (windows-1252).
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(_) => WINDOWS_1252.decode(bytes).0,
    }
}

/// The headings as an error quotes them: whole for a table, and one line even if the file is none.
fn headings(found: &[String]) -> String {
    const QUOTED: usize = 50;

    let quoted = found
        .iter()
        .take(QUOTED)
        .map(|heading| format!("{:?}", beginning(heading)));
    let more = (found.len() > QUOTED).then(|| format!("and {} more", found.len() - QUOTED));
    quoted.chain(more).collect::<Vec<_>>().join(", ")
}

/// Counts lines as an editor does: `\n`, `\r\n` and `\r` each end one.
struct LineCounter<'a> {
    text: &'a [u8],
    counted: usize,
    line: u64,
}

impl<'a> LineCounter<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text: text.as_bytes(),
            counted: 0,
            line: 1,
        }
    }

    /// Where the record that the reader found from byte `start` on really begins, behind any empty lines, and on which line.
    fn line_of_record(&mut self, start: usize) -> (usize, u64) {
        while let Some(&byte) = self.text.get(self.counted) {
            let is_break = byte == b'\n' || byte == b'\r';
            if self.counted >= start && !is_break {
                break;
            }
            let within_crlf = byte == b'\r' && self.text.get(self.counted + 1) == Some(&b'\n');
            self.line += u64::from(is_break && !within_crlf);
            self.counted += 1;
        }
        (self.counted, self.line)
    }
}
