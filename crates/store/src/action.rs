use std::fmt::Display;

use serde_json::Value;

use crate::store::SocketStore;

/// Something that takes time, such as a question to the server, and then commits: what Vuex and Pinia call an action.
///
/// ```no_run
/// use leptos_socket_store::{Action, Request, RequestError, SocketStore, use_socket_store};
/// # use leptos_socket_store::Slice;
/// # #[derive(Default, serde::Serialize, serde::Deserialize)]
/// # struct Stock(Option<serde_json::Value>);
/// # impl Slice for Stock {
/// #     const NAME: &'static str = "stock";
/// #     type Mutation = serde_json::Value;
/// #     fn apply(&mut self, mutation: Self::Mutation) { self.0 = Some(mutation); }
/// # }
///
/// struct LoadStock;
///
/// impl Action for LoadStock {
///     const NAME: &'static str = "stock/load";
///     type Output = ();
///     type Error = RequestError;
///
///     async fn run(self, store: SocketStore) -> Result<(), RequestError> {
///         let request = Request {
///             action: "getData".into(),
///             chart_name: Some("stock".into()),
///             ..Request::default()
///         };
///         let reply = store.request(&request, 5_000).await?;
///         store.commit::<Stock>(reply.message().to_json());
///         Ok(())
///     }
/// }
///
/// # async fn click() {
/// let result = use_socket_store().dispatch(LoadStock).await;
/// # }
/// ```
pub trait Action {
    /// What it is called, for [`subscribe_action`](crate::SocketStore::subscribe_action).
    const NAME: &'static str;

    /// What it results in.
    type Output;

    /// Why it fails.
    type Error: Display;

    /// Does it. The future stays on its thread, and is cancelled by being dropped.
    fn run(
        self,
        store: SocketStore,
    ) -> impl Future<Output = Result<Self::Output, Self::Error>> + 'static;

    /// What it is about, for those who have subscribed to actions; asked for only if there are any.
    fn payload(&self) -> Value {
        Value::Null
    }
}
