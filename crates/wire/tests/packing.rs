//! Binary frames: what is written is read, and no bytes break the reader.

use proptest::prelude::*;
use socket_wire::Malformed;
use socket_wire::pack::{DataHead, read, write, write_batch};

fn head(seq: u64) -> DataHead<'static> {
    DataHead {
        id: None,
        socket_type: Some("trendData"),
        chart_name: Some("trend"),
        epoch: Some("e1"),
        seq: Some(seq),
        ts: Some(1_700_000_000_000),
    }
}

/// What a reader gets: the heads, and the payloads' bytes.
fn seen(frame: &[u8]) -> Result<Vec<(DataHead<'_>, &[u8])>, Malformed> {
    let mut seen = Vec::new();
    read(frame, |head, data| seen.push((head, &frame[data])))?;
    Ok(seen)
}

#[test]
fn a_data_frame_is_read_as_it_was_written() {
    let frame = write(&head(42), b"\xa1x");
    assert_eq!(seen(&frame), Ok(vec![(head(42), &b"\xa1x"[..])]));
}

#[test]
fn an_answer_is_told_by_its_id_which_comes_first_as_in_json() {
    let answer = DataHead {
        id: Some(3),
        ts: Some(7),
        ..head(42)
    };
    let frame = write(&answer, b"\x01");
    let members = b"\x87\xa2id\x03\xaasocketType\xa9trendData\xa9chartName\xa5trend\xa5epoch\xa2e1\xa3seq\x2a\xa2ts\x07\xa4data\x01";
    assert_eq!(frame, members);
    assert_eq!(seen(&frame), Ok(vec![(answer, &b"\x01"[..])]));
}

#[test]
fn a_batch_holds_its_frames_in_order() {
    let frames = [write(&head(1), b"\x01"), write(&head(2), b"\x02")];
    let batch = write_batch(&frames);
    assert_eq!(
        seen(&batch),
        Ok(vec![(head(1), &b"\x01"[..]), (head(2), &b"\x02"[..])])
    );
    assert_eq!(seen(&write_batch::<Vec<u8>>(&[])), Ok(Vec::new()));
}

#[test]
fn a_frame_that_is_cut_off_is_malformed() {
    let frame = write_batch(&[write(&head(1), b"\x01"), write(&head(2), b"\x02")]);
    for length in 0..frame.len() {
        assert!(seen(&frame[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn a_frame_without_data_or_with_a_stranger_in_front_of_it_is_malformed() {
    // {"seq": 1}
    assert_eq!(seen(b"\x81\xa3seq\x01"), Err(Malformed::Missing("data")));
    // {"what": 1, "data": 1}
    let stranger = b"\x82\xa4what\x01\xa4data\x01";
    assert_eq!(seen(stranger), Err(Malformed::UnknownKind));
    // {"seq": "one", "data": 1}
    let wrong = b"\x82\xa3seq\xa3one\xa4data\x01";
    assert_eq!(seen(wrong), Err(Malformed::WrongType("seq")));
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = seen(&bytes);
    }

    #[test]
    fn no_damage_breaks_the_reader(at in 0..120_usize, byte: u8) {
        let mut frame = write_batch(&[write(&head(1), b"\x01"), write(&head(2), b"\x02")]);
        let at = at % frame.len();
        frame[at] = byte;
        if let Ok(seen) = seen(&frame) {
            prop_assert!(seen.len() <= 2);
        }
    }
}
