//! A counter.

use leptos::prelude::*;

fn main() {
    mount_to_body(|| {
        let count = RwSignal::new(0_u32);
        view! { <button on:click=move |_| count.update(|n| *n += 1)>{count}</button> }
    });
}
