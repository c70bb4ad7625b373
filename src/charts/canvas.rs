//! An ECharts chart in the page.
//!
//! Options are merged into the chart, never put in the place of what is there: what the viewer has zoomed, selected or
//! switched off outlives every update. The chart follows the size of its element and ends with its component.

use leptos::{html::Div, prelude::*, task::spawn_local_scoped_with_cancellation};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::HtmlElement;

use super::{
    attempts::attempts,
    changes::changes,
    externs::{Chart, Echarts, PickListener, load_echarts},
    pace::use_pace,
    settings::use_settings,
};
use crate::{
    components::{shown::Shown, slot::Slot},
    effect::effect,
    intl,
    words::tf,
};

/// Draws `option`.
#[component]
pub fn Canvas(
    /// Makes the ECharts option, and again whenever a signal that it reads changes; `None` draws nothing.
    option: Callback<(), Option<Value>>,
    /// The first and the last index in view, for charts that scroll along an axis.
    #[prop(optional, into)]
    window: Option<Signal<(usize, usize)>>,
    /// The region of a map that is shown as large as fits, or the whole map; each time that it is set, for the viewer may
    /// have zoomed and shifted since.
    #[prop(optional, into)]
    focus: Option<Signal<Option<String>>>,
    /// Called with what the viewer clicks.
    #[prop(optional, into)]
    on_pick: Option<Callback<Pick>>,
) -> impl IntoView {
    let element = NodeRef::<Div>::new();
    let (canvas, pace) = (Drawing::new(), use_pace());
    let attempt = attempts(Signal::derive(move || canvas.is_missing()));
    effect(move || {
        let _ = attempt.get();
        if let Some(element) = element.get() {
            canvas.begin(element.into(), on_pick);
        }
    });
    let slot = use_context::<Slot>();
    effect(move || {
        if canvas.draw(option, !pace.is_drawing())
            && let Some(slot) = slot
        {
            slot.note_drawing();
        }
    });
    if let Some(slot) = slot {
        slot.offer_picture(Callback::new(move |()| canvas.picture()));
        effect(move || {
            if canvas.has_something_to_see() {
                slot.fill();
            }
        });
    }
    if let Some(window) = window {
        effect(move || canvas.scroll_to(window.get()));
    }
    if let Some(focus) = focus {
        let mut has_begun = false;
        effect(move || {
            let region = focus.get();
            if has_begun {
                canvas.focus(region);
            }
            has_begun = true;
        });
    }

    let label = slot.map(Slot::label);
    let has_problem = Signal::derive(move || canvas.problem.with(Option::is_some));
    view! {
        <div class="canvas" node_ref=element role="img" aria-label=label></div>
        <Shown when=has_problem>
            <p class="tile__notice" role="alert">{canvas.problem}</p>
        </Shown>
    }
}

/// What the viewer has clicked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pick {
    /// Something in a series.
    Item {
        /// The series' id.
        series: String,
        /// What the thing is called.
        name: String,
    },
    /// A double click, wherever it was.
    Double,
}

impl Pick {
    fn new(series: Option<String>, name: Option<String>) -> Self {
        match (series.unwrap_or_default(), name.unwrap_or_default()) {
            (series, name) if series.is_empty() && name.is_empty() => Self::Double,
            (series, name) => Self::Item { series, name },
        }
    }
}

/// The chart once it is there, and what went wrong.
#[derive(Clone, Copy)]
struct Drawing {
    chart: StoredValue<Option<Owned>, LocalStorage>,
    /// The option that it has got.
    shown: StoredValue<Option<Value>>,
    step: RwSignal<Step>,
    /// The first step has been taken. (Whoever draws must not be called again by having drawn.)
    is_made: Memo<bool>,
    problem: RwSignal<Option<String>>,
}

/// How far a chart is. Steps are taken in order, none is taken back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Loading,
    Ready,
    Drawn,
}

impl Drawing {
    fn new() -> Self {
        let step = RwSignal::new(Step::Loading);
        Self {
            chart: StoredValue::new_local(None),
            shown: StoredValue::new(None),
            step,
            is_made: Memo::new(move |_| step.get() > Step::Loading),
            problem: RwSignal::new(None),
        }
    }

    fn begin(self, element: HtmlElement, on_pick: Option<Callback<Pick>>) {
        let settings = use_settings();
        spawn_local_scoped_with_cancellation(async move {
            let created = match echarts().await {
                Ok(echarts) => echarts.create(&element, &intl::locale(), &settings.currency),
                Err(error) => Err(error),
            };
            match created {
                Ok(chart) => {
                    self.chart.set_value(Some(Owned::new(chart, on_pick)));
                    self.problem.set(None);
                    self.step.set(Step::Ready);
                }
                Err(error) => {
                    let why = text_of(&error);
                    self.problem
                        .set(Some(tf("The chart cannot be shown: {0}", &[&why])));
                }
            }
        });
    }

    /// Whether the chart could not be made.
    fn is_missing(self) -> bool {
        !self.is_made.get() && self.problem.with(Option::is_some)
    }

    /// A drawing, or in its place what went wrong.
    fn has_something_to_see(self) -> bool {
        self.step.get() == Step::Drawn || self.problem.with(Option::is_some)
    }

    /// Draws, if there is something to draw, and says whether it did. What the viewer wished moves from what was to what
    /// is; new values are there at once.
    fn draw(self, option: Callback<(), Option<Value>>, moves: bool) -> bool {
        if !self.is_made.get() {
            return false;
        }
        let Some(option) = option.run(()) else {
            return false;
        };
        let shown = self.shown.try_update_value(Option::take).flatten();
        // What comes first is there at once, like a new value.
        let moves = moves && shown.is_some();
        let change = shown.map_or_else(
            || option.to_string(),
            |shown| changes(&shown, &option).to_string(),
        );
        let is_drawn = self.ask(|chart| chart.set_option(&change, moves));
        if is_drawn {
            self.shown.set_value(Some(option));
        }
        if self.step.get_untracked() == Step::Ready {
            self.step.set(Step::Drawn);
        }
        is_drawn
    }

    fn scroll_to(self, (first, last): (usize, usize)) {
        if self.step.get() == Step::Drawn {
            _ = self.ask(|chart| chart.scroll_to(first, last));
        }
    }

    /// The chart as it is, a PNG as a `data:` address.
    fn picture(self) -> Option<String> {
        self.chart
            .with_value(|chart| chart.as_ref().and_then(|owned| owned.chart.picture().ok()))
    }

    fn focus(self, region: Option<String>) {
        _ = self.ask(|chart| match region {
            Some(region) => chart.focus_region(&region),
            None => chart.reset_view(),
        });
    }

    /// Asks the chart for something, and says whether it was done. As long as there is none, what is said about that stays.
    /// Charts are drawn several times a second: whoever shows what went wrong is told only when that is something else.
    fn ask(self, what: impl FnOnce(&Chart) -> Result<(), JsValue>) -> bool {
        let answer = self
            .chart
            .with_value(|chart| chart.as_ref().map(|owned| what(&owned.chart)));
        let Some(answer) = answer else {
            return false;
        };
        let is_done = answer.is_ok();
        let problem = answer
            .err()
            .map(|error| tf("The chart cannot be drawn: {0}", &[&text_of(&error)]));
        if self.problem.with_untracked(|known| *known != problem) {
            self.problem.set(problem);
        }
        is_done
    }
}

/// The bundle, fetched with the first chart.
///
/// # Errors
/// When it cannot be fetched.
pub(super) async fn echarts() -> Result<Echarts, JsValue> {
    load_echarts().await.map(JsCast::unchecked_into)
}

fn text_of(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| format!("{error:?}"), |error| error.message().into())
}

/// A chart that leaves the page with its owner.
struct Owned {
    chart: Chart,
    /// Lives as long as the chart that calls it.
    _pick: Option<Closure<PickListener>>,
}

impl Owned {
    fn new(chart: Chart, on_pick: Option<Callback<Pick>>) -> Self {
        let pick = on_pick.map(|on_pick| {
            let pick: Box<PickListener> =
                Box::new(move |series, name| on_pick.run(Pick::new(series, name)));
            Closure::wrap(pick)
        });
        if let Some(pick) = &pick {
            chart.on_pick(pick);
        }
        Self { chart, _pick: pick }
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        self.chart.dispose();
    }
}
