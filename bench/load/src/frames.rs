//! Just as much of RFC 6455 as a client needs that trusts its server: whole frames in, short masked frames out.

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Binary,
    Close,
    Ping,
    Other,
}

/// Calls `each` with every whole frame, and answers with how many bytes those took.
pub(crate) fn read(bytes: &[u8], mut each: impl FnMut(Kind, &[u8])) -> usize {
    let mut taken = 0;
    while let Some((kind, start, end)) = first(&bytes[taken..]) {
        each(kind, &bytes[taken + start..taken + end]);
        taken += end;
    }
    taken
}

/// The first frame, and between which places its payload stands; none unless all of it is here.
fn first(bytes: &[u8]) -> Option<(Kind, usize, usize)> {
    let kind = match bytes.first()? & 0x0f {
        0x1 => Kind::Text,
        0x2 => Kind::Binary,
        0x8 => Kind::Close,
        0x9 => Kind::Ping,
        _ => Kind::Other,
    };
    let (start, length): (usize, usize) = match bytes.get(1)? & 0x7f {
        126 => (
            4,
            usize::from(u16::from_be_bytes(*bytes[2..].first_chunk()?)),
        ),
        127 => (
            10,
            usize::try_from(u64::from_be_bytes(*bytes[2..].first_chunk()?)).ok()?,
        ),
        short => (2, usize::from(short)),
    };
    let end = start.checked_add(length)?;
    (end <= bytes.len()).then_some((kind, start, end))
}

/// A text as a client sends it. Its mask is zero, which the protocol allows and which leaves the bytes as they are.
pub(crate) fn text(text: &str) -> Vec<u8> {
    masked(0x81, text.as_bytes())
}

/// The answer to a ping.
pub(crate) fn pong(payload: &[u8]) -> Vec<u8> {
    masked(0x8a, payload)
}

fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        short @ ..126 => frame.push(0x80 | short as u8),
        longer => {
            frame.push(0x80 | 126);
            let longer = u16::try_from(longer).unwrap_or(u16::MAX);
            frame.extend_from_slice(&longer.to_be_bytes());
        }
    }
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(payload);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_frames_are_read_and_a_part_of_one_waits() {
        let long = [[0x81, 126, 0, 200].as_slice(), &[b'x'; 200]].concat();
        let bytes = [[0x81, 2, b'h', b'i'].as_slice(), &long, &[0x89, 0, 0x81]].concat();
        let mut seen = Vec::new();
        let taken = read(&bytes, |kind, payload| seen.push((kind, payload.len())));
        assert_eq!(seen, [(Kind::Text, 2), (Kind::Text, 200), (Kind::Ping, 0)]);
        assert_eq!(taken, bytes.len() - 1);
    }
}
