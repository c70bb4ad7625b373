//! All charts on one screen.

use leptos::prelude::*;

use crate::{charts::CHARTS, components::frame::Frame, inspector::OnStage};

/// The screen: all charts.
#[component]
pub fn Screen() -> impl IntoView {
    let tiles = || CHARTS.iter().map(|chart| (chart.view)()).collect_view();
    view! {
        <Frame>
            <OnStage><main class="screen" data-testid="screen">{tiles()}</main></OnStage>
        </Frame>
    }
}
