//! The three looks of the page, as the wire and `<html data-theme>` name them.

/// A theme of the page. Its colours stand in `style/tokens.css`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Light on dark, for walls.
    #[default]
    Dark,
    /// Dark on light.
    Light,
    /// Black, white and colours that stay apart.
    Contrast,
}

impl Theme {
    /// The name on the wire and in `data-theme`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Contrast => "contrast",
        }
    }

    /// The theme with that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Dark, Self::Light, Self::Contrast]
            .into_iter()
            .find(|theme| theme.name() == name)
    }

    /// The theme that a toggle goes to.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Dark => Self::Light,
            Self::Light => Self::Contrast,
            Self::Contrast => Self::Dark,
        }
    }

    /// What a `themeChange` frame asks for: a theme by name, or with an empty value the next one.
    #[must_use]
    pub fn asked_for(self, value: &str) -> Option<Self> {
        if value.is_empty() {
            Some(self.next())
        } else {
            Self::named(value)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Theme;

    #[test]
    fn an_empty_value_toggles_and_a_name_chooses() {
        assert_eq!(Theme::Dark.asked_for(""), Some(Theme::Light));
        assert_eq!(Theme::Dark.asked_for("contrast"), Some(Theme::Contrast));
    }

    #[test]
    fn a_theme_that_is_not_there_is_refused() {
        assert_eq!(Theme::Dark.asked_for("chalk"), None);
    }

    #[test]
    fn toggling_comes_round_to_where_it_began() {
        assert_eq!(Theme::Dark.next().next().next(), Theme::Dark);
    }
}
