//! A button with a panel that opens beside it.

use leptos::{ev, html::Div, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

use super::{
    escape::{Layer, on_escape},
    shown::Shown,
};
use crate::effect::effect;

/// A panel that is there while it is wanted: a press of its button, of Escape, or anywhere else takes it away.
#[component]
pub fn Popup(
    /// What the button does, in words.
    #[prop(into)]
    label: Signal<String>,
    /// There are words on the button: they are its name, and the label explains them.
    #[prop(optional)]
    worded: bool,
    /// The button's class.
    class: &'static str,
    /// The button's `data-testid`.
    #[prop(optional, into)]
    testid: Option<String>,
    /// What is on the button.
    #[prop(into)]
    face: ViewFn,
    /// Set while the panel is there.
    #[prop(optional)]
    open: RwSignal<bool>,
    /// What is in the panel.
    children: ChildrenFn,
) -> impl IntoView {
    let root = NodeRef::<Div>::new();
    let button = NodeRef::<leptos::html::Button>::new();
    close_when_pressed_elsewhere(root, open);
    let name = Signal::derive(move || (!worded).then(|| label.get()));
    let expanded = Signal::derive(move || open.get().to_string());
    on_escape(Layer::Panel, move || {
        let was_open = open.get_untracked();
        if was_open {
            open.set(false);
            if let Some(button) = button.get_untracked() {
                // Only an element that is not in the page can't have it.
                let _ = button.focus();
            }
        }
        was_open
    });
    view! {
        <div class="popup" node_ref=root>
            <button
                node_ref=button
                type="button"
                class=class
                title=label
                aria-label=name
                aria-expanded=expanded
                data-testid=testid
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {face.run()}
            </button>
            <Shown when=open>
                <div class="popup__panel" node_ref=kept_inside()>{children()}</div>
            </Shown>
        </div>
    }
}

fn close_when_pressed_elsewhere(root: NodeRef<Div>, open: RwSignal<bool>) {
    let is_inside = move |target: Option<web_sys::EventTarget>| {
        let target = target.and_then(|target| target.dyn_into::<Node>().ok());
        root.get_untracked()
            .is_some_and(|root| root.contains(target.as_ref()))
    };
    let look = move |target| {
        if open.get_untracked() && !is_inside(target) {
            open.set(false);
        }
    };
    let pressed = window_event_listener(ev::pointerdown, move |event| look(event.target()));
    let focused = window_event_listener(ev::focusin, move |event| look(event.target()));
    on_cleanup(move || {
        pressed.remove();
        focused.remove();
    });
}

/// Moves a panel that would stick out of the window to the left or to the right.
fn kept_inside() -> NodeRef<Div> {
    let panel = NodeRef::<Div>::new();
    effect(move || {
        let Some(panel) = panel.get() else {
            return;
        };
        let panel: &HtmlElement = &panel;
        let width = document()
            .document_element()
            .map_or(0, |root| root.client_width());
        let place = panel.get_bounding_client_rect();
        let shift = if place.left() < 0.0 {
            -place.left()
        } else {
            (f64::from(width) - place.right()).min(0.0)
        };
        if shift != 0.0 {
            // A property that CSS knows, and a length: can't be refused.
            let _ = panel
                .style()
                .set_property("translate", &format!("{shift}px"));
        }
    });
    panel
}
