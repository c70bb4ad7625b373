use live_sales::Demo;

use super::count;
use crate::clock;
use crate::ledger::Ledger;

/// Runs the demo shop from where it was: position 0 is before its backlog, position n + 1 before its live order n.
pub async fn demo(shop: Demo, ledger: Ledger, mut position: u64) {
    if position == 0 {
        tracing::info!("the demo shop makes up its backlog");
        let backlog = shop.history(clock::now()).collect();
        position = 1;
        if !count(&ledger, backlog, position).await {
            return;
        }
    }
    loop {
        let (index, now) = (position - 1, clock::now());
        tokio::time::sleep(shop.gap(index, now)).await;
        let order = shop.order(index, clock::now());
        position += 1;
        if !count(&ledger, [order].into(), position).await {
            return;
        }
    }
}
