use std::collections::HashSet;

use socket_wire::scan;

use super::Hub;

/// Why a message is not sent on to everyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRelayable {
    /// A member that would make it another message for those who get it.
    #[error("a relayed message cannot have `{0}`")]
    Member(&'static str),
    /// A member twice, or a name in escapes: readers would not agree on what it says.
    #[error("a relayed message must be written plainly, each member once")]
    Ambiguous,
    /// It would pass for a chart's data.
    #[error("this socketType belongs to a chart's data")]
    DataType,
}

/// Members by which the server's own messages are told.
const RESERVED: [&str; 5] = ["type", "id", "seq", "epoch", "data"];

/// May this text be sent, as it is, to every client? It must not pass for one of the server's own messages.
///
/// # Errors
///
/// What is wrong with it.
pub fn check_relay(hub: &Hub, text: &str) -> Result<(), NotRelayable> {
    let mut members = scan::members(text).map_err(|_| NotRelayable::Ambiguous)?;
    let mut seen = HashSet::new();
    while let Some(member) = members.next_member().map_err(|_| NotRelayable::Ambiguous)? {
        if member.key.contains('\\') || !seen.insert(member.key) {
            return Err(NotRelayable::Ambiguous);
        }
        if let Some(reserved) = RESERVED.iter().find(|reserved| **reserved == member.key) {
            return Err(NotRelayable::Member(reserved));
        }
        if member.key == "socketType" {
            let socket_type: String =
                serde_json::from_str(member.value).map_err(|_| NotRelayable::Ambiguous)?;
            if hub.is_data_type(&socket_type) {
                return Err(NotRelayable::DataType);
            }
        }
    }
    Ok(())
}
