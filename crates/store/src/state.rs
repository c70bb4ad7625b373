//! The store's state as a tree: who reads it, and the one way in which it changes.

use reactive_graph::computed::Memo;
use reactive_graph::signal::ReadSignal;
use reactive_graph::traits::With;
use serde_json::Value;

use crate::action::Action;
use crate::core::{ActionEvent, Mutation, Registration, StateError};
use crate::plugin::Plugin;
use crate::slice::Slice;
use crate::store::SocketStore;

/// The app's own state: [slices](Slice), mutations and actions.
impl SocketStore {
    /// A slice's state. It is registered when it is asked for the first time, and lasts as long as the store.
    ///
    /// # Panics
    ///
    /// When another slice has its name, or the name is none: a mistake in the program, found at its first run.
    #[must_use]
    pub fn slice<S: Slice>(&self) -> ReadSignal<S> {
        self.core().slice::<S>().read_only().into()
    }

    /// A value that is derived from a slice, and calculated again only when the slice has changed. For what costs
    /// nothing to calculate, `move || slice.with(…)` does.
    ///
    /// ```no_run
    /// # use leptos_socket_store::{Slice, use_socket_store};
    /// # #[derive(Default, serde::Serialize, serde::Deserialize)]
    /// # struct Cart { items: Vec<String> }
    /// # impl Slice for Cart {
    /// #     const NAME: &'static str = "cart";
    /// #     type Mutation = String;
    /// #     fn apply(&mut self, mutation: Self::Mutation) { self.items.push(mutation); }
    /// # }
    /// let letters = use_socket_store().getter(|cart: &Cart| cart.items.concat().len());
    /// ```
    ///
    /// # Panics
    ///
    /// As [`slice`](Self::slice).
    #[must_use]
    pub fn getter<S, T>(&self, get: impl Fn(&S) -> T + Send + Sync + 'static) -> Memo<T>
    where
        S: Slice,
        T: PartialEq + Send + Sync + 'static,
    {
        let slice = self.core().slice::<S>().read_only();
        Memo::new(move |_| slice.with(&get))
    }

    /// Changes a slice, at once: when it returns, signals have the new state and subscribers know.
    ///
    /// ```no_run
    /// # use leptos_socket_store::{Slice, use_socket_store};
    /// # #[derive(Default, serde::Serialize, serde::Deserialize)]
    /// # struct Cart { items: Vec<String> }
    /// # #[derive(serde::Serialize, serde::Deserialize)]
    /// # enum CartMutation { Add(String) }
    /// # impl Slice for Cart {
    /// #     const NAME: &'static str = "cart";
    /// #     type Mutation = CartMutation;
    /// #     fn apply(&mut self, CartMutation::Add(item): Self::Mutation) { self.items.push(item); }
    /// # }
    /// use_socket_store().commit::<Cart>(CartMutation::Add("tea".to_owned()));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`slice`](Self::slice); and when somebody has subscribed and the mutation can't be written as JSON, another
    /// mistake in the program.
    pub fn commit<S: Slice>(&self, mutation: S::Mutation) {
        self.core().commit::<S>(mutation);
    }

    /// Runs an action, and hands back what comes of it. It begins when it is awaited.
    ///
    /// # Errors
    ///
    /// Those of the action.
    pub async fn dispatch<A: Action>(self, action: A) -> Result<A::Output, A::Error> {
        // The store may end before the action does.
        let dispatched = self.core().begin_action(A::NAME, || action.payload());
        let result = action.run(self).await;
        dispatched.end(result.as_ref().err().map(|error| error as _));
        result
    }

    /// Whether somebody has asked for the slice, or committed to it.
    #[must_use]
    pub fn has_slice<S: Slice>(&self) -> bool {
        self.core().has_slice(S::NAME)
    }

    /// Takes a slice out of the tree. Signals that were handed out keep its last state; the next one to ask gets a
    /// fresh slice.
    pub fn unregister_slice<S: Slice>(&self) -> bool {
        self.core().unregister_slice(S::NAME)
    }

    /// Plugs something into this store; see [`StoreOptions::plugin`](crate::StoreOptions::plugin) for the usual place.
    pub fn plug(&self, plugin: impl Plugin) {
        plugin.install(*self);
    }
}

/// Those who want to know what changes.
impl SocketStore {
    /// Calls a function with each mutation, after it: its name and its payload.
    ///
    /// A subscriber may commit: the state changes at once, and everybody hears of it after they have heard of what
    /// came before, so that all hear of mutations in the order in which they happened.
    pub fn subscribe(&self, subscriber: impl Fn(Mutation<'_>) + 'static) -> Registration {
        self.core().subscribe(false, subscriber)
    }

    /// The same, with the part of the state that the mutation is about, before and after. It costs a copy of both each
    /// time, as long as somebody asks.
    pub fn subscribe_with_states(
        &self,
        subscriber: impl Fn(Mutation<'_>) + 'static,
    ) -> Registration {
        self.core().subscribe(true, subscriber)
    }

    /// Calls a function when an action begins, and again when it has ended or failed. An action that is cancelled says
    /// nothing more.
    ///
    /// ```no_run
    /// # use leptos_socket_store::{ActionStage, use_socket_store};
    /// let log = |text: String| println!("{text}");
    /// use_socket_store()
    ///     .subscribe_action(move |action| match action.stage {
    ///         ActionStage::Before => log(format!("{} begins", action.name)),
    ///         ActionStage::After => log(format!("{} has ended", action.name)),
    ///         ActionStage::Error(why) => log(format!("{} has failed: {why}", action.name)),
    ///     })
    ///     .end_with_owner();
    /// ```
    pub fn subscribe_action(
        &self,
        subscriber: impl Fn(&ActionEvent<'_>) + 'static,
    ) -> Registration {
        self.core().subscribe_action(subscriber)
    }
}

/// The state as a whole.
impl SocketStore {
    /// The state as JSON:
    ///
    /// ```json
    /// {
    ///   "connection": {"status": "live", "attempt": null, "reason": null, "lastClose": null, "paused": false},
    ///   "topics": {"trendData": {"seq": 42, "freshness": "live", "messages": [{"sum": 7}]}},
    ///   "slices": {"cart": {"items": ["tea"]}}
    /// }
    /// ```
    ///
    /// A topic has its `messages` where the commit policy keeps few enough of them, else its `state`: `null` if JSON
    /// has no form for it, such as a map whose keys are no strings. A topic that is held in two ways has a second
    /// entry, `trendData#2`.
    ///
    /// # Panics
    ///
    /// When a slice can't be written as JSON: a mistake in the program.
    #[must_use]
    pub fn snapshot(&self) -> Value {
        self.core().snapshot()
    }

    /// Puts topics and slices into the state that a [snapshot](Self::snapshot) tells, all of them or none; what it does
    /// not mention becomes as it was in the beginning. What it has for topics and slices that nobody has asked for yet
    /// is kept until somebody does.
    ///
    /// The connection stays as it is, and it is for the connection to say how far a topic's value can be trusted. The
    /// next message of a topic is committed on top.
    ///
    /// It is a mutation, `state/replace`.
    ///
    /// # Errors
    ///
    /// A part of the tree is not what its topic or slice promises; nothing has changed then.
    pub fn replace_state(&self, tree: &Value) -> Result<(), StateError> {
        self.core().replace_state(tree)
    }

    /// Puts topics and slices into the state in which they began; the connection stays as it is, and so does who has
    /// registered for what. It is a mutation, `state/reset`.
    pub fn reset(&self) {
        self.core().reset();
    }

    /// The same for one slice.
    pub fn reset_slice<S: Slice>(&self) {
        self.core().reset_slice(S::NAME);
    }
}
