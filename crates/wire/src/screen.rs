use serde::{Deserialize, Serialize};

use crate::{Malformed, Theme};

/// The state of the screen that every client shares: what late joiners need.
///
/// Server and clients follow the same relayed messages; both do it by the rules here, so that a late joiner sees what
/// the others see.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Screen {
    /// `dark`, `light` or `contrast`, when somebody has chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// The chart that fills the screen, when one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_screen: Option<String>,
}

impl Screen {
    pub(crate) fn read(text: &str) -> Result<Self, Malformed> {
        serde_json::from_str(text).map_err(|_| Malformed::WrongType("screen"))
    }

    /// Follows a `themeChange`; a theme that does not exist changes nothing.
    pub fn change_theme(&mut self, value: &str) {
        let current = self.theme.as_deref().and_then(Theme::named);
        if let Some(theme) = current.unwrap_or_default().asked_for(value) {
            self.theme = Some(theme.name().to_owned());
        }
    }

    /// Follows a `fullScreen`: `chart` fills the screen, or goes back to its place. One that does not fill the screen
    /// has no place to go back to, and closes no other.
    pub fn fill(&mut self, chart: &str, on: bool) {
        if on {
            self.full_screen = Some(chart.to_owned());
        } else if self.full_screen.as_deref() == Some(chart) {
            self.full_screen = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Screen;

    #[test]
    fn a_chart_fills_the_screen_until_it_is_closed_and_not_until_another_is() {
        let mut screen = Screen::default();
        screen.fill("trend", true);
        screen.fill("map", false);
        assert_eq!(screen.full_screen.as_deref(), Some("trend"));
        screen.fill("map", true);
        assert_eq!(screen.full_screen.as_deref(), Some("map"));
        screen.fill("map", false);
        assert_eq!(screen.full_screen, None);
    }

    #[test]
    fn a_theme_holds_until_the_next_and_what_is_no_theme_changes_nothing() {
        let mut screen = Screen::default();
        screen.change_theme("");
        assert_eq!(screen.theme.as_deref(), Some("light"));
        screen.change_theme("");
        assert_eq!(screen.theme.as_deref(), Some("dark"));
        screen.change_theme("<b>");
        assert_eq!(screen.theme.as_deref(), Some("dark"));
    }
}
