use serde_json::json;
use socket_conn::{Frame, Options};

use super::Talk;
use crate::{Codec, NativeDialect};

const HELLO: &str = r#"{"type":"hello","version":1,"codec":"jsonBytes","heartbeat":25000,"ts":1}"#;

fn talk(codec: Codec) -> Talk {
    let dialect = NativeDialect {
        codec,
        ..NativeDialect::default()
    };
    Talk::with(dialect, Options::default())
}

#[test]
fn the_hello_names_the_codec_that_is_wished_first_and_after_it_what_is_read_too() {
    for (codec, names) in [
        (Codec::JsonBytes, r#""codecs":["jsonBytes","json"]"#),
        (Codec::Json, r#""codecs":["json"]"#),
        #[cfg(feature = "msgpack")]
        (
            Codec::MessagePack,
            r#""codecs":["msgpack","jsonBytes","json"]"#,
        ),
    ] {
        let hello = talk(codec).said();
        assert!(hello.len() == 1 && hello[0].contains(names), "{hello:?}");
    }
}

#[test]
fn json_is_read_from_texts_and_from_bytes_whatever_was_wished() {
    let message = r#"{"socketType":"rankData","chartName":"rank","data":[1]}"#;
    for codec in [
        Codec::JsonBytes,
        Codec::Json,
        #[cfg(feature = "msgpack")]
        Codec::MessagePack,
    ] {
        let mut talk = talk(codec);
        talk.hear(HELLO);
        talk.hear(message);
        talk.hear(Frame::Binary(message.as_bytes().to_vec()));
        let value = || ("rankData".to_owned(), json!([1]));
        assert_eq!(talk.got(), [value(), value()]);
    }
}
