/// A look of the page, as `themeChange` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Light on dark, for walls; what a screen shows that was never told otherwise.
    #[default]
    Dark,
    /// Dark on light.
    Light,
    /// Black, white and colours that stay apart.
    Contrast,
}

impl Theme {
    /// All themes.
    pub const ALL: [Self; 3] = [Self::Dark, Self::Light, Self::Contrast];

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Contrast => "contrast",
        }
    }

    /// The theme with that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }

    /// What a `themeChange` with this `value` leads to: a theme by its name, or with an empty value the other one of
    /// light and dark. `None` when there is no such theme.
    ///
    /// ```
    /// use socket_wire::Theme;
    /// assert_eq!(Theme::Dark.asked_for(""), Some(Theme::Light));
    /// assert_eq!(Theme::Light.asked_for("contrast"), Some(Theme::Contrast));
    /// ```
    #[must_use]
    pub fn asked_for(self, value: &str) -> Option<Self> {
        if value.is_empty() {
            Some(self.toggled())
        } else {
            Self::named(value)
        }
    }

    /// Contrast is a dark theme to whoever knows only two.
    const fn toggled(self) -> Self {
        match self {
            Self::Dark | Self::Contrast => Self::Light,
            Self::Light => Self::Dark,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Theme;

    #[test]
    fn an_empty_value_toggles_between_light_and_dark() {
        assert_eq!(Theme::Dark.asked_for(""), Some(Theme::Light));
        assert_eq!(Theme::Light.asked_for(""), Some(Theme::Dark));
        assert_eq!(Theme::Contrast.asked_for(""), Some(Theme::Light));
    }

    #[test]
    fn a_theme_is_chosen_by_its_name_and_one_that_is_not_there_is_refused() {
        for theme in Theme::ALL {
            assert_eq!(Theme::Dark.asked_for(theme.name()), Some(theme));
        }
        assert_eq!(Theme::Dark.asked_for("chalk"), None);
    }
}
