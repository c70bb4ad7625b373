use serde::Deserialize;
use socket_wire::{Screen, TopicName};

#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "camelCase")]
enum Relayed {
    ThemeChange {
        #[serde(default)]
        value: String,
    },
    FullScreen {
        #[serde(default, rename = "chartName")]
        chart_name: String,
        #[serde(default)]
        value: bool,
    },
}

/// Takes from a relayed message what late joiners need to know; one that is not about the screen changes nothing.
pub(super) fn note(screen: &mut Screen, text: &str) {
    match serde_json::from_str(text) {
        Ok(Relayed::ThemeChange { value }) => screen.change_theme(&value),
        // Whatever was relayed is sent to late joiners, so only what can be a chart's name is kept.
        Ok(Relayed::FullScreen { chart_name, value }) => {
            if TopicName::new(chart_name.as_str()).is_ok() {
                screen.fill(&chart_name, value);
            }
        }
        Err(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(messages: &[&str]) -> Screen {
        let mut screen = Screen::default();
        for message in messages {
            note(&mut screen, message);
        }
        screen
    }

    #[test]
    fn a_theme_is_noted_and_an_empty_value_toggles_it() {
        let theme = |value| {
            format!(
                r#"{{"action":"themeChange","socketType":"themeChange","chartName":"","value":"{value}"}}"#
            )
        };
        assert_eq!(
            after(&[&theme("contrast")]).theme.as_deref(),
            Some("contrast")
        );
        assert_eq!(after(&[&theme("")]).theme.as_deref(), Some("light"));
        assert_eq!(after(&[&theme("<b>")]).theme, None);
    }

    #[test]
    fn a_chart_fills_the_screen_until_it_does_not() {
        let full = |chart, value| {
            format!(
                r#"{{"action":"fullScreen","socketType":"fullScreen","chartName":"{chart}","value":{value}}}"#
            )
        };
        assert_eq!(
            after(&[&full("trend", true)]).full_screen.as_deref(),
            Some("trend")
        );
        assert_eq!(
            after(&[&full("trend", true), &full("trend", false)]).full_screen,
            None
        );
        assert_eq!(after(&[&full("<b>", true)]).full_screen, None);
    }

    #[test]
    fn other_messages_change_nothing() {
        assert_eq!(
            after(&[r#"{"action":"other","value":1}"#, "[]", ""]),
            Screen::default()
        );
    }
}
