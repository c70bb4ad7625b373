//! The three looks of the page, as the wire and `<html data-theme>` name them. Their colours stand in `style/tokens.css`.

pub use leptos_socket_store::Theme;

/// The theme that the button goes on to: it offers all of them in turn.
#[must_use]
pub fn after(theme: Theme) -> Theme {
    match theme {
        Theme::Dark => Theme::Light,
        Theme::Light => Theme::Contrast,
        Theme::Contrast => Theme::Dark,
    }
}

#[cfg(test)]
mod tests {
    use super::{Theme, after};

    #[test]
    fn the_button_offers_every_theme_and_comes_round() {
        let mut offered = Vec::new();
        let mut theme = Theme::default();
        for _ in Theme::ALL {
            theme = after(theme);
            offered.push(theme);
        }
        assert_eq!(offered, [Theme::Light, Theme::Contrast, Theme::Dark]);
    }
}
