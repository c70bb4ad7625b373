//! Fetches the map that `config.json` names, for ECharts to draw and for us to place cities on.

use gloo_net::http::Request;
use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};
use wasm_bindgen::JsValue;

use super::shapes::Shapes;
use crate::{
    charts::{
        attempts::attempts,
        canvas::echarts,
        settings::{ChartSettings, use_settings},
    },
    effect::effect,
    words::tf,
};

/// A map that ECharts knows by its name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Map {
    /// The name it is registered under.
    pub(super) name: String,
    /// Its regions.
    pub(super) shapes: Shapes,
}

/// The map, as soon as it is there, or why it is not; then it is asked for again when the connection is back.
#[must_use]
pub(super) fn use_map() -> Signal<Option<Result<Map, String>>> {
    let settings = use_settings();
    let map = RwSignal::new(None);
    let attempt = attempts(Signal::derive(move || {
        map.with(|map| matches!(map, Some(Err(_))))
    }));
    effect(move || {
        let _ = attempt.get();
        let settings = settings.clone();
        spawn_local_scoped_with_cancellation(async move { map.set(Some(load(settings).await)) });
    });
    map.into()
}

async fn load(settings: ChartSettings) -> Result<Map, String> {
    let name = settings.map;
    if !is_file_name(&name) {
        return Err(tf(
            "config.json names a map that is no file name: {0}",
            &[&name],
        ));
    }
    let url = format!("/maps/{name}.json");
    let geojson = fetch(&url)
        .await
        .map_err(|error| tf("The map {0} cannot be fetched: {1}", &[&url, &error]))?;
    let shapes = Shapes::parse(&geojson, &settings.region_names)
        .map_err(|error| tf("{0} is no map: {1}", &[&url, &error.to_string()]))?;
    register(&name, &geojson)
        .await
        .map_err(|error| tf("{0} cannot be drawn: {1}", &[&url, &format!("{error:?}")]))?;
    Ok(Map { name, shapes })
}

async fn fetch(url: &str) -> Result<String, String> {
    let response = Request::get(url)
        .send()
        .await
        .map_err(|error| error.to_string())?;
    if !response.ok() {
        return Err(tf(
            "the server answers {0}",
            &[&response.status().to_string()],
        ));
    }
    response.text().await.map_err(|error| error.to_string())
}

async fn register(name: &str, geojson: &str) -> Result<(), JsValue> {
    echarts().await?.register_map(name, geojson)
}

fn is_file_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

#[cfg(test)]
mod tests {
    use super::is_file_name;

    #[test]
    fn a_map_is_named_and_never_reached_by_a_path() {
        assert!(is_file_name("new_zealand-2"));
        for name in ["", "../config", "a/b", "a.json", "é"] {
            assert!(!is_file_name(name), "{name}");
        }
    }
}
