use serde::Serialize;
use serde::de::DeserializeOwned;

/// A part of the state that the app defines: Vuex calls it a module, Pinia a store.
///
/// It changes only by its mutations, which are an enum as a rule. What a mutation is called follows from how serde
/// writes its variant: `cart/add` here.
///
/// ```
/// use leptos_socket_store::Slice;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Default, Serialize, Deserialize)]
/// struct Cart {
///     items: Vec<String>,
/// }
///
/// #[derive(Serialize, Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// enum CartMutation {
///     Add(String),
///     Clear,
/// }
///
/// impl Slice for Cart {
///     const NAME: &'static str = "cart";
///     type Mutation = CartMutation;
///
///     fn apply(&mut self, mutation: CartMutation) {
///         match mutation {
///             CartMutation::Add(item) => self.items.push(item),
///             CartMutation::Clear => self.items.clear(),
///         }
///     }
/// }
/// ```
///
/// Then [`commit`](crate::SocketStore::commit) changes it, and [`slice`](crate::SocketStore::slice) and
/// [`getter`](crate::SocketStore::getter) read it.
pub trait Slice: Default + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What it is called in the tree. No two slices share a name, and none has a `/` in it or is called as the store's
    /// own mutations begin: `connection`, `freshness`, `state`, `topic`.
    const NAME: &'static str;

    /// The ways in which it changes, an enum that serde writes with its variants outside, as it does by default. To be
    /// written as JSON must not fail.
    type Mutation: Serialize + DeserializeOwned + 'static;

    /// Changes it. It depends on nothing but its arguments, so that a [recording](crate::Recording) repeats it; the
    /// time or a random number belongs into the mutation.
    fn apply(&mut self, mutation: Self::Mutation);
}
