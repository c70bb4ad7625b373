//! Actions: what comes of them, and who hears of it.

use serde_json::{Value, json};

use super::shop::{Cart, Heard, add};
use crate::testing::{NativePeer, World};
use crate::{
    Action, ActionEvent, ActionStage, NativeDialect, Request, RequestError, SocketStore,
    StoreOptions,
};

/// Asks the server for an item, and puts it into the cart.
struct Fetch(&'static str);

impl Action for Fetch {
    const NAME: &'static str = "cart/fetch";
    type Output = String;
    type Error = RequestError;

    async fn run(self, store: SocketStore) -> Result<String, RequestError> {
        let request = Request {
            action: "getData".to_owned(),
            chart_name: Some(self.0.to_owned()),
            ..Request::default()
        };
        let reply = store.request(&request, 1_000).await?;
        let item = reply.message().to_json().to_string();
        store.commit::<Cart>(add(&item));
        Ok(item)
    }

    fn payload(&self) -> Value {
        json!({ "chart": self.0 })
    }
}

fn live() -> (World<NativePeer>, Heard) {
    let options = StoreOptions::new("/ws", NativeDialect::default());
    let world = World::with_peer(options, NativePeer::default());
    world.store().open();
    world.settle();
    world.say(|server| server.publish("item", json!(7)));
    let heard = Heard::default();
    let noted = heard.clone();
    let note = move |action: &ActionEvent<'_>| {
        let stage = match action.stage {
            ActionStage::Before => "before".to_owned(),
            ActionStage::After => "after".to_owned(),
            ActionStage::Error(why) => why.to_owned(),
        };
        noted.note(format!("{} {} {stage}", action.name, action.payload));
    };
    world.store().subscribe_action(note).detach();
    let noted = heard.clone();
    let note = move |m: crate::Mutation<'_>| noted.note(m.name());
    world.store().subscribe(note).detach();
    (world, heard)
}

#[test]
fn an_action_hands_back_its_result_and_is_told_before_and_after() {
    let (world, heard) = live();
    let result = world.run(world.store().dispatch(Fetch("item")));
    assert_eq!(result.as_deref(), Ok("7"));
    let expected = [
        r#"cart/fetch {"chart":"item"} before"#,
        "cart/add",
        r#"cart/fetch {"chart":"item"} after"#,
    ];
    assert_eq!(heard.take(), expected);
}

#[test]
fn an_action_that_errs_hands_back_its_error_and_tells_it() {
    let (world, heard) = live();
    world.half_open();
    let result = world.run(world.store().dispatch(Fetch("item")));
    assert_eq!(result, Err(RequestError::TimedOut));
    let expected = [
        r#"cart/fetch {"chart":"item"} before"#,
        r#"cart/fetch {"chart":"item"} no answer in time"#,
    ];
    assert_eq!(heard.take(), expected);
}

#[test]
fn an_action_begins_when_it_is_awaited_and_one_that_is_dropped_says_nothing_more() {
    let (world, heard) = live();
    world.half_open();
    let store = world.store();
    drop(store.dispatch(Fetch("item")));
    assert!(heard.take().is_empty());
    let mut begun = Box::pin(store.dispatch(Fetch("item")));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(begun.as_mut().poll(&mut context).is_pending());
    assert_eq!(heard.take().len(), 1);
    drop(begun);
    assert!(heard.take().is_empty());
}

#[test]
fn an_action_that_outlives_the_store_ends_in_peace() {
    let (world, _) = live();
    world.half_open();
    let mut action = Box::pin(world.store().dispatch(Fetch("item")));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(action.as_mut().poll(&mut context).is_pending());
    drop(world);
    let poll = action.as_mut().poll(&mut context);
    assert_eq!(poll, std::task::Poll::Ready(Err(RequestError::Closed)));
}
