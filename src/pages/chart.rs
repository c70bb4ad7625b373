//! One chart on a page of its own.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::not_found::NotFound;
use crate::{charts::CHARTS, components::frame::Frame, inspector::OnStage};

/// One chart on a page of its own.
#[component]
pub fn ChartPage() -> impl IntoView {
    let params = use_params_map();
    let chart = move || {
        let name = params.with(|params| params.get("name"));
        CHARTS
            .iter()
            .find(|chart| Some(chart.name) == name.as_deref())
    };
    move || match chart() {
        Some(chart) => {
            let tile = chart.view;
            view! {
                <Frame>
                    <OnStage><main class="screen screen--one" data-testid="screen">{tile()}</main></OnStage>
                </Frame>
            }
            .into_any()
        }
        None => view! { <NotFound /> }.into_any(),
    }
}
