//! Data in MessagePack: what the server sends as binary frames once a hello has agreed on [`CODEC_MESSAGE_PACK`].
//!
//! Only data and batches are written so; all other messages stay JSON texts, which are told by their being texts. A
//! data frame is a map with the members of its JSON form in the same order, `data` last. A batch is an array of byte
//! strings, each of which is one data frame: a reader finds them without walking through what they hold.
//!
//! [`CODEC_MESSAGE_PACK`]: crate::CODEC_MESSAGE_PACK

use std::ops::Range;

use rmp::Marker;
use rmp::decode::Bytes;
use rmp::encode;

use crate::Malformed;

/// The members that route a data frame, and where its payload is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataHead<'a> {
    /// `id`: which request this answers.
    pub id: Option<u64>,
    /// `socketType`.
    pub socket_type: Option<&'a str>,
    /// `chartName`.
    pub chart_name: Option<&'a str>,
    /// `epoch`.
    pub epoch: Option<&'a str>,
    /// `seq`.
    pub seq: Option<u64>,
    /// `ts`, milliseconds since the Unix epoch.
    pub ts: Option<u64>,
}

/// Writes a data frame around a payload that is MessagePack already.
///
/// ```
/// use socket_wire::pack::{DataHead, read, write};
///
/// let head = DataHead { socket_type: Some("stockData"), seq: Some(7), ..DataHead::default() };
/// let frame = write(&head, &[0xc3]); // true
/// let mut seen = Vec::new();
/// read(&frame, |head, data| seen.push((head.seq, frame[data].to_vec()))).unwrap();
/// assert_eq!(seen, [(Some(7), vec![0xc3])]);
/// ```
#[must_use]
pub fn write(head: &DataHead<'_>, payload: &[u8]) -> Vec<u8> {
    let texts = [
        ("socketType", head.socket_type),
        ("chartName", head.chart_name),
        ("epoch", head.epoch),
    ];
    let numbers = [("seq", head.seq), ("ts", head.ts)];
    let texts = texts.iter().filter_map(|(key, text)| Some((key, (*text)?)));
    let numbers = numbers
        .iter()
        .filter_map(|(key, number)| Some((key, (*number)?)));
    let ids = usize::from(head.id.is_some());
    let count = ids + texts.clone().count() + numbers.clone().count() + 1;
    let mut frame = Vec::with_capacity(payload.len() + 96);
    let written = (|| -> Result<(), encode::ValueWriteError> {
        encode::write_map_len(&mut frame, length(count))?;
        if let Some(id) = head.id {
            encode::write_str(&mut frame, "id")?;
            encode::write_uint(&mut frame, id)?;
        }
        for (key, text) in texts {
            encode::write_str(&mut frame, key)?;
            encode::write_str(&mut frame, text)?;
        }
        for (key, number) in numbers {
            encode::write_str(&mut frame, key)?;
            encode::write_uint(&mut frame, number)?;
        }
        encode::write_str(&mut frame, "data")
    })();
    written.expect("memory takes all that is written");
    frame.extend_from_slice(payload);
    frame
}

/// Writes several data frames as one.
#[must_use]
pub fn write_batch<F: AsRef<[u8]>>(frames: &[F]) -> Vec<u8> {
    let bytes: usize = frames.iter().map(|frame| frame.as_ref().len() + 5).sum();
    let mut batch = Vec::with_capacity(bytes + 5);
    let written = (|| -> Result<(), encode::ValueWriteError> {
        encode::write_array_len(&mut batch, length(frames.len()))?;
        for frame in frames {
            encode::write_bin(&mut batch, frame.as_ref())?;
        }
        Ok(())
    })();
    written.expect("memory takes all that is written");
    batch
}

/// Reads a binary frame: calls `each` with every data frame in it, in order, and where its payload stands.
///
/// # Errors
///
/// Names what is wrong. Payloads are not looked at: whoever decodes one finds its errors.
pub fn read<'a>(
    frame: &'a [u8],
    mut each: impl FnMut(DataHead<'a>, Range<usize>),
) -> Result<(), Malformed> {
    let first = Marker::from_u8(*frame.first().ok_or(Malformed::NotAnObject)?);
    let is_batch = matches!(
        first,
        Marker::FixArray(_) | Marker::Array16 | Marker::Array32
    );
    if !is_batch {
        let (head, data) = read_one(frame, 0..frame.len())?;
        each(head, data);
        return Ok(());
    }
    let mut bytes = Bytes::new(frame);
    let count = rmp::decode::read_array_len(&mut bytes).map_err(|_| Malformed::NotAnObject)?;
    for _ in 0..count {
        let length = rmp::decode::read_bin_len(&mut bytes).map_err(|_| Malformed::NotAnObject)?;
        let start = frame.len() - bytes.remaining_slice().len();
        let end = start.checked_add(length as usize);
        let end = end.ok_or(Malformed::NotAnObject)?;
        let rest = frame.get(end..).ok_or(Malformed::NotAnObject)?;
        let (head, data) = read_one(frame, start..end)?;
        each(head, data);
        bytes = Bytes::new(rest);
    }
    Ok(())
}

/// Reads the one data frame that stands at these bytes.
fn read_one(frame: &[u8], at: Range<usize>) -> Result<(DataHead<'_>, Range<usize>), Malformed> {
    let mut bytes = Bytes::new(&frame[at.clone()]);
    let count = rmp::decode::read_map_len(&mut bytes).map_err(|_| Malformed::NotAnObject)?;
    let mut head = DataHead::default();
    for index in 0..count {
        let key = text(&mut bytes, "key")?;
        match key {
            "socketType" => head.socket_type = Some(text(&mut bytes, "socketType")?),
            "chartName" => head.chart_name = Some(text(&mut bytes, "chartName")?),
            "epoch" => head.epoch = Some(text(&mut bytes, "epoch")?),
            "id" => head.id = Some(number(&mut bytes, "id")?),
            "seq" => head.seq = Some(number(&mut bytes, "seq")?),
            "ts" => head.ts = Some(number(&mut bytes, "ts")?),
            "data" if index + 1 == count => {
                let start = at.end - bytes.remaining_slice().len();
                return Ok((head, start..at.end));
            }
            // Nothing else is written by a server of this version, and nothing can be skipped unseen.
            _ => return Err(Malformed::UnknownKind),
        }
    }
    Err(Malformed::Missing("data"))
}

fn text<'a>(bytes: &mut Bytes<'a>, name: &'static str) -> Result<&'a str, Malformed> {
    let read = rmp::decode::read_str_from_slice(bytes.remaining_slice());
    let (text, rest) = read.map_err(|_| Malformed::WrongType(name))?;
    *bytes = Bytes::new(rest);
    Ok(text)
}

fn number(bytes: &mut Bytes<'_>, name: &'static str) -> Result<u64, Malformed> {
    rmp::decode::read_int(bytes).map_err(|_| Malformed::WrongType(name))
}

fn length(count: usize) -> u32 {
    u32::try_from(count).expect("a frame is far smaller than 4 GiB")
}
