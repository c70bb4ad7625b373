//! The connection machine in virtual time: one behaviour per test, grouped by concept.

mod any_order;
mod authentication;
mod back_pressure;
mod backoff;
mod clock;
mod closing;
mod dialling;
mod doubt;
mod generations;
mod harness;
mod health;
mod liveness;
mod outbox;
mod reading;
mod renewal;
mod requests;
mod subscriptions;
mod suspended;
mod undelivered;
mod volatile;
