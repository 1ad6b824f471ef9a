use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared, WeakShared},
};

/// Joins equal calls: while one is under way, whoever wants the same waits for its outcome.
///
/// A call goes on as long as anybody waits for it; it ends when the last one gives up.
pub(crate) struct SingleFlight<T: Clone> {
    flights: Mutex<Flights<T>>,
}

struct Flights<T: Clone> {
    under_way: HashMap<String, (u64, WeakShared<BoxFuture<'static, T>>)>,
    started: u64,
}

impl<T: Clone + Send + Sync + 'static> SingleFlight<T> {
    pub fn new() -> Arc<Self> {
        Arc::new(Self { flights: Mutex::new(Flights { under_way: HashMap::new(), started: 0 }) })
    }

    /// The outcome of the call under way for this key, else of a new one.
    pub fn join(
        self: &Arc<Self>,
        key: &str,
        call: impl FnOnce() -> BoxFuture<'static, T>,
    ) -> Shared<BoxFuture<'static, T>> {
        let mut flights = self.lock();
        if let Some(flight) = flights.under_way.get(key).and_then(|(_, flight)| flight.upgrade()) {
            return flight;
        }
        flights.started += 1;
        let number = flights.started;
        let (this, landed, call) = (self.clone(), key.to_owned(), call());
        let flight = async move {
            let outcome = call.await;
            this.land(&landed, number);
            outcome
        }
        .boxed()
        .shared();
        flights.under_way.retain(|_, (_, flight)| flight.upgrade().is_some());
        if let Some(weak) = flight.downgrade() {
            flights.under_way.insert(key.to_owned(), (number, weak));
        }
        flight
    }

    /// From now on the same call is a new one.
    fn land(&self, key: &str, number: u64) {
        let mut flights = self.lock();
        if flights.under_way.get(key).is_some_and(|(known, _)| *known == number) {
            flights.under_way.remove(key);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Flights<T>> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures_channel::oneshot;
    use futures_util::future::join_all;

    use super::*;

    #[tokio::test]
    async fn equal_calls_share_one_outcome_and_later_ones_do_not() {
        let flights = SingleFlight::new();
        let calls = Arc::new(AtomicU32::new(0));
        let call = |key: &'static str| {
            let calls = calls.clone();
            flights.join(key, move || {
                async move {
                    futures_util::future::ready(()).await;
                    calls.fetch_add(1, Ordering::SeqCst)
                }
                .boxed()
            })
        };
        assert_eq!(join_all(std::iter::repeat_with(|| call("a")).take(12)).await, [0; 12]);
        assert_eq!(call("a").await, 1);
        assert_eq!(call("b").await, 2);
    }

    #[tokio::test]
    async fn a_call_outlives_the_one_who_began_it() {
        let flights = SingleFlight::new();
        let (send, receive) = oneshot::channel();
        let first = flights.join("a", || receive.map(|answer| answer.unwrap_or(0)).boxed());
        let second = flights.join("a", || unreachable!("joined"));
        drop(first);
        send.send(7).unwrap();
        assert_eq!(second.await, 7);
    }

    #[tokio::test]
    async fn a_call_that_nobody_waits_for_is_forgotten() {
        let flights = SingleFlight::new();
        drop(flights.join("a", || futures_util::future::pending::<u32>().boxed()));
        assert_eq!(flights.join("a", || futures_util::future::ready(1).boxed()).await, 1);
    }
}
