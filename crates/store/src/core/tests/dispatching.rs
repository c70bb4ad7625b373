//! Handlers: order, several of them, and what they may do while they run.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use socket_conn::{Frame, Status};

use super::world::World;
use crate::core::Registration;

const THEME: &str = r#"{"action":"themeChange","socketType":"themeChange","value":"dark"}"#;

#[derive(Clone, Default)]
struct Calls(Rc<RefCell<Vec<&'static str>>>);

impl Calls {
    fn note(&self, name: &'static str) {
        self.0.borrow_mut().push(name);
    }

    fn take(&self) -> Vec<&'static str> {
        self.0.take()
    }
}

fn noting(world: &World, calls: &Calls, name: &'static str) -> Registration {
    let calls = calls.clone();
    world.register("themeChange", move |_| calls.note(name))
}

#[test]
fn handlers_are_called_in_the_order_of_their_registration_with_every_message() {
    let (world, calls) = (World::live(), Calls::default());
    let _first = noting(&world, &calls, "first");
    let _second = noting(&world, &calls, "second");
    world.receive(THEME);
    world.receive(THEME);
    assert_eq!(calls.take(), ["first", "second", "first", "second"]);
}

#[test]
fn a_handler_gets_only_messages_of_its_own_socket_type() {
    let (world, calls) = (World::live(), Calls::default());
    let _theme = noting(&world, &calls, "theme");
    world.receive(r#"{"socketType":"fullScreen","value":true}"#);
    assert!(calls.take().is_empty());
}

#[test]
fn a_dropped_registration_gets_nothing_more() {
    let (world, calls) = (World::live(), Calls::default());
    drop(noting(&world, &calls, "gone"));
    world.receive(THEME);
    assert!(calls.take().is_empty());
}

#[test]
fn a_handler_may_unregister_a_later_one_which_then_does_not_run() {
    let (world, calls) = (World::live(), Calls::default());
    let victim = Rc::new(Cell::new(None));
    let taken = Rc::clone(&victim);
    let _first = world.register("themeChange", move |_| drop(taken.take()));
    victim.set(Some(noting(&world, &calls, "victim")));
    world.receive(THEME);
    assert!(calls.take().is_empty());
}

#[test]
fn a_handler_that_owns_another_registration_takes_it_along() {
    let (world, calls) = (World::live(), Calls::default());
    let owned = noting(&world, &calls, "owned");
    let owner = world.register("fullScreen", move |_| {
        let _ = &owned;
    });
    drop(owner);
    world.receive(THEME);
    assert!(calls.take().is_empty());
}

#[test]
fn a_handler_that_registers_another_does_not_call_it_with_the_same_message() {
    let (world, calls) = (World::live(), Calls::default());
    let core = Rc::downgrade(&world.core);
    let kept = Rc::new(RefCell::new(Vec::new()));
    let (keep, noted) = (Rc::clone(&kept), calls.clone());
    let _first = world.register("themeChange", move |_| {
        let noted = noted.clone();
        let core = core.upgrade().expect("the world lives");
        let later = core.register("themeChange", move |_| {
            noted.note("later");
            Ok(())
        });
        keep.borrow_mut().push(later);
    });
    world.receive(THEME);
    assert!(calls.take().is_empty());
    world.receive(THEME);
    assert_eq!(calls.take(), ["later"]);
}

#[test]
fn a_handler_may_send_and_close_and_the_rest_of_the_batch_is_not_delivered() {
    let (world, calls) = (World::live(), Calls::default());
    let core = Rc::downgrade(&world.core);
    let noted = calls.clone();
    let _first = world.register("themeChange", move |_| {
        let core = core.upgrade().expect("the world lives");
        noted.note("called");
        core.send(Frame::from("goodbye")).expect("it is live");
        core.drive(|connection, _| connection.close());
    });
    world.receive(format!(r#"{{"type":"batch","data":[{THEME},{THEME}]}}"#));
    assert_eq!(calls.take(), ["called"]);
    assert_eq!(world.sent(), ["goodbye"]);
    assert_eq!(world.status(), Status::Closed);
}

#[test]
fn a_message_that_cannot_be_read_is_reported_and_the_connection_goes_on() {
    let (world, calls) = (World::live(), Calls::default());
    let _handler = noting(&world, &calls, "theme");
    world.receive("nonsense");
    world.receive(THEME);
    assert_eq!(world.warnings().len(), 1);
    assert_eq!(calls.take(), ["theme"]);
}

#[test]
fn the_screens_state_in_the_hello_reaches_its_handlers() {
    let world = World::new(crate::StoreOptions::new(
        "/ws",
        crate::NativeDialect::default(),
    ));
    let seen = Rc::new(RefCell::new(None));
    let noted = Rc::clone(&seen);
    let _screen = world.register(crate::SCREEN, move |message| {
        noted.replace(Some(message.decode::<crate::Screen>().expect("a screen")));
    });
    world.store().open();
    world.opened();
    world.receive(
        r#"{"type":"hello","version":1,"codec":"json","heartbeat":1,"ts":1,"screen":{"theme":"light"}}"#,
    );
    let screen = seen.take().expect("it was called");
    assert_eq!(screen.theme.as_deref(), Some("light"));
}

#[test]
fn what_the_server_refuses_reaches_whoever_wants_to_tell_the_user() {
    let world = World::live();
    let seen = Rc::new(RefCell::new(None));
    let noted = Rc::clone(&seen);
    let _refused = world.register(crate::REFUSED, move |message| {
        noted.replace(message.decode::<crate::Refusal>().ok());
    });
    world.receive(
        r#"{"type":"error","code":"notAllowed","message":"viewers only look","socketType":"themeChange"}"#,
    );
    let refusal = seen.take().expect("it was called");
    assert_eq!(refusal.code, "notAllowed");
    assert_eq!(refusal.message, "viewers only look");
}

#[test]
fn a_handler_that_returns_an_error_is_reported_and_the_others_still_run() {
    let (world, calls) = (World::live(), Calls::default());
    let _failing = world.register("themeChange", |_| Err("as the test says"));
    let _second = noting(&world, &calls, "second");
    world.receive(THEME);
    assert_eq!(calls.take(), ["second"]);
    let warnings = world.warnings();
    assert!(warnings[0].contains("as the test says"), "{warnings:?}");
}

#[test]
fn a_wildcard_handler_gets_every_message_those_without_a_name_too() {
    let world = World::plain();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let note = Rc::clone(&seen);
    let _all = world.core.register_all(move |message| {
        note.borrow_mut().push(message.socket_type().to_owned());
        Ok(())
    });
    world.receive(THEME);
    world.receive(r#"{"hello":"world"}"#);
    assert_eq!(*seen.borrow(), ["themeChange", ""]);
}

#[test]
fn the_default_handler_gets_what_nobody_else_wants_and_can_be_replaced() {
    let (world, calls) = (World::plain(), Calls::default());
    let _theme = noting(&world, &calls, "theme");
    for name in ["first", "second"] {
        let noted = calls.clone();
        world.core.set_fallback(move |_| {
            noted.note(name);
            Ok(())
        });
        world.receive(r#"{"hello":"world"}"#);
        world.receive(THEME);
    }
    assert_eq!(calls.take(), ["first", "theme", "second", "theme"]);
}

#[test]
fn a_name_can_be_unregistered_whoever_holds_the_registrations() {
    let (world, calls) = (World::live(), Calls::default());
    let _first = noting(&world, &calls, "first");
    let _second = noting(&world, &calls, "second");
    world.core.unregister_all("themeChange");
    world.receive(THEME);
    assert!(calls.take().is_empty());
}

#[test]
fn whoever_registers_where_no_component_is_known_is_warned_and_stays_registered() {
    let (world, calls) = (World::live(), Calls::default());
    noting(&world, &calls, "stays").end_with_owner();
    assert_eq!(world.warnings().len(), 1);
    world.receive(THEME);
    assert_eq!(calls.take(), ["stays"]);
}
