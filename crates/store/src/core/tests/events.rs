//! What happens to the connection beside its status.

use std::cell::RefCell;
use std::rc::Rc;

use socket_conn::{Close, SendErrorKind};

use super::world::World;
use crate::core::{Registration, StoreEvent};

fn noted(world: &World) -> (Rc<RefCell<Vec<StoreEvent>>>, Registration) {
    let events = Rc::<RefCell<Vec<StoreEvent>>>::default();
    let note = Rc::clone(&events);
    let registration = world
        .store()
        .on_event(move |event| note.borrow_mut().push(event.clone()));
    (events, registration)
}

#[test]
fn a_close_from_outside_is_told_with_its_code() {
    let world = World::live();
    let (events, _registration) = noted(&world);
    world.lost();
    let told = events.borrow();
    assert!(
        matches!(&told[..], [StoreEvent::Closed(Close { code: 1006, .. })]),
        "{told:?}"
    );
}

#[test]
fn a_message_that_waits_in_vain_is_handed_back() {
    let world = World::live();
    world.lost();
    let (events, _registration) = noted(&world);
    world.store().send_frame("hello").expect("it waits");
    world.store().close();
    let told = events.borrow();
    let [StoreEvent::Dropped(error)] = &told[..] else {
        panic!("{told:?}");
    };
    assert_eq!(
        (error.frame.as_text(), error.kind),
        (Some("hello"), SendErrorKind::Closed)
    );
}

#[test]
fn whoever_has_gone_is_told_nothing() {
    let world = World::live();
    let (events, registration) = noted(&world);
    drop(registration);
    world.lost();
    assert!(events.borrow().is_empty());
}
