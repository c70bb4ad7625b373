use std::future::Future;
use std::sync::Arc;

use tokio::task::spawn_blocking;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::Hub;
use crate::database::ScreenTable;
use crate::health::{Health, RETRY_AFTER};

/// Stores what the screens show whenever it changes from now on, until it is told to stop; the last change before that
/// included.
///
/// A relayed message does not wait for the disk: it is shown at once, and stored a moment later.
pub fn keep_screen(
    hub: &Hub,
    mut table: ScreenTable,
    health: Arc<Health>,
    stop: CancellationToken,
) -> impl Future<Output = ()> + use<> {
    let mut screen = hub.screen();
    let mut stored = screen.borrow_and_update().clone();
    async move {
        loop {
            let shown = screen.borrow_and_update().clone();
            if shown != stored {
                let fresh = shown.clone();
                let saved;
                (saved, table) = match spawn_blocking(move || (table.save(&fresh), table)).await {
                    Ok(done) => done,
                    Err(error) => return health.storage_fails(&error),
                };
                match saved {
                    Ok(()) => {
                        health.storage_works();
                        stored = shown.clone();
                    }
                    Err(error) => health.storage_fails(&error),
                }
            }
            if stop.is_cancelled() {
                return;
            }
            tokio::select! {
                () = stop.cancelled() => {}
                changed = screen.changed() => if changed.is_err() {
                    return;
                },
                () = sleep(RETRY_AFTER), if shown != stored => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::task::JoinHandle;

    use super::*;
    use crate::testing::{TestStore, until};

    const DARK: &str = r#"{"action":"themeChange","value":"dark"}"#;
    const LIGHT: &str = r#"{"action":"themeChange","value":"light"}"#;

    struct Kept {
        store: TestStore,
        hub: Hub,
        health: Arc<Health>,
        stop: CancellationToken,
        keeping: JoinHandle<()>,
    }

    impl Kept {
        fn new() -> Self {
            let store = TestStore::new();
            let hub = store.hub();
            let health = Arc::new(Health::default());
            let stop = CancellationToken::new();
            let keeping = keep_screen(&hub, store.screens(), Arc::clone(&health), stop.clone());
            Self {
                hub,
                health,
                stop,
                keeping: tokio::spawn(keeping),
                store,
            }
        }

        fn stored_theme(&self) -> Option<String> {
            self.store.screens().load().unwrap().theme
        }
    }

    #[tokio::test]
    async fn what_is_shown_is_stored_and_the_next_server_shows_it() {
        let kept = Kept::new();
        kept.hub.relay(DARK.into());
        until(|| kept.stored_theme().as_deref() == Some("dark")).await;
        assert_eq!(kept.store.hub().join().0.theme.as_deref(), Some("dark"));
    }

    #[tokio::test]
    async fn what_was_shown_last_is_stored_before_it_ends() {
        let mut kept = Kept::new();
        kept.hub.relay(DARK.into());
        kept.hub.relay(LIGHT.into());
        kept.stop.cancel();
        (&mut kept.keeping).await.unwrap();
        assert_eq!(kept.stored_theme().as_deref(), Some("light"));
    }

    #[tokio::test]
    async fn what_cannot_be_stored_is_stored_when_it_can() {
        let kept = Kept::new();
        kept.store.refuse_updates_of("sources");
        kept.hub.relay(DARK.into());
        until(|| kept.health.storage_failure().is_some()).await;
        kept.store.take_updates();
        until(|| kept.health.storage_failure().is_none()).await;
        assert_eq!(kept.stored_theme().as_deref(), Some("dark"));
    }
}
