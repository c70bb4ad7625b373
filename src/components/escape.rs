//! What Escape closes: of all that is open the innermost, and nothing else.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::{ev, prelude::*};

/// How near to its reader something lies, the innermost last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// A chart that fills the screen.
    FullScreen,
    /// A part of a chart in the place of the whole.
    Part,
    /// A panel above the page.
    Panel,
}

struct Closer {
    layer: Layer,
    number: u64,
    close: Rc<dyn Fn() -> bool>,
}

thread_local! {
    static CLOSERS: RefCell<Vec<Closer>> = const { RefCell::new(Vec::new()) };
}

/// Listens for Escape, as long as the current owner lasts. The browser's own dialogs close by themselves, and nothing
/// below them does.
pub fn listen_for_escape() {
    let pressed = window_event_listener(ev::keydown, |event| {
        if event.key() == "Escape" && !is_dialog_open() {
            close_innermost();
        }
    });
    on_cleanup(move || pressed.remove());
}

/// Calls `close` when Escape is pressed and nothing further in is open, as long as the current owner lasts. It says whether
/// there was something to close.
pub fn on_escape(layer: Layer, close: impl Fn() -> bool + 'static) {
    let number = add(layer, Rc::new(close));
    on_cleanup(move || {
        CLOSERS.with_borrow_mut(|closers| closers.retain(|one| one.number != number));
    });
}

fn add(layer: Layer, close: Rc<dyn Fn() -> bool>) -> u64 {
    CLOSERS.with_borrow_mut(|closers| {
        let number = closers.iter().map(|one| one.number).max().unwrap_or(0) + 1;
        closers.push(Closer {
            layer,
            number,
            close,
        });
        number
    })
}

fn close_innermost() {
    let mut closers: Vec<_> = CLOSERS.with_borrow(|closers| {
        let closers = closers.iter();
        closers
            .map(|one| (one.layer, Rc::clone(&one.close)))
            .collect()
    });
    closers.sort_by_key(|(layer, _)| std::cmp::Reverse(*layer));
    // What closes may take others away, or bring them.
    closers.iter().any(|(_, close)| close());
}

fn is_dialog_open() -> bool {
    // A selector that is right can't be refused.
    document()
        .query_selector("dialog[open]")
        .is_ok_and(|dialog| dialog.is_some())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::{Layer, add, close_innermost};

    /// Something that is open.
    fn open(layer: Layer) -> Rc<Cell<bool>> {
        let is_open = Rc::new(Cell::new(true));
        let closed = Rc::clone(&is_open);
        add(layer, Rc::new(move || closed.replace(false)));
        is_open
    }

    #[test]
    fn each_escape_closes_the_innermost_of_what_is_open() {
        let part = open(Layer::Part);
        let full_screen = open(Layer::FullScreen);
        let panel = open(Layer::Panel);
        let state = || (panel.get(), part.get(), full_screen.get());
        close_innermost();
        assert_eq!(state(), (false, true, true));
        close_innermost();
        assert_eq!(state(), (false, false, true));
        close_innermost();
        close_innermost();
        assert_eq!(state(), (false, false, false));
    }
}
