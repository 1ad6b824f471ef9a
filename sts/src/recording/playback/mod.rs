//! Answers requests from a recording.

mod fill;
mod refuse;
mod render;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{Request, Response};

use super::facts::Facts;
use super::meaning::{Meaning, parameters};
use super::model::{Otherwise, Recording};
use crate::endpoint::arrival::Arrival;
use fill::Fill;

/// A recording that is being played.
#[derive(Debug)]
pub struct Playback {
    recording: Arc<Recording>,
    /// The exchanges of each meaning, in order, for every meaning in the order of its first exchange.
    groups: Vec<Vec<usize>>,
    progress: Mutex<Progress>,
}

/// How far the playing has come.
#[derive(Debug, Clone, Default)]
struct Progress {
    /// How often each group has answered.
    played: HashMap<usize, usize>,
    facts: Facts,
}

impl Playback {
    /// Plays from the start.
    #[must_use]
    pub fn new(recording: Recording) -> Self {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (index, exchange) in recording.exchanges.iter().enumerate() {
            let same = |group: &&mut Vec<usize>| {
                let first = group.first().and_then(|first| recording.exchanges.get(*first));
                first.is_some_and(|first| first.request.is_meant_by(&exchange.request))
            };
            match groups.iter_mut().find(same) {
                Some(group) => group.push(index),
                None => groups.push(vec![index]),
            }
        }
        Self { recording: Arc::new(recording), groups, progress: Mutex::default() }
    }

    /// The recording.
    #[must_use]
    pub fn recording(&self) -> &Recording {
        &self.recording
    }

    /// The tenant segment that was signed in to: that of the first token or authorization request.
    #[must_use]
    pub fn tenant(&self) -> Option<&str> {
        let signs_in = |request: &&Meaning| request.grant.is_some() || request.response_type.is_some();
        let mut requests = self.recording.exchanges.iter().map(|exchange| &exchange.request).filter(signs_in);
        requests.find_map(|request| request.tenant.as_deref()).filter(|tenant| *tenant != "*")
    }

    /// What a request means at this point of the playing.
    #[must_use]
    pub fn meaning(&self, request: &Request<Bytes>) -> Meaning {
        Meaning::read(request, &self.progress().facts)
    }

    /// Back to the start.
    pub fn reset(&self) {
        *self.progress() = Progress::default();
    }

    /// Plays on by itself from where this one is.
    #[must_use]
    pub fn fork(&self) -> Self {
        let progress = Mutex::new(self.progress().clone());
        Self { recording: self.recording.clone(), groups: self.groups.clone(), progress }
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which exchange answers a request, by its index.
    fn choose(&self, progress: &mut Progress, sent: &Meaning) -> Option<usize> {
        let means = |index: &usize| self.recording.exchanges.get(*index).is_some_and(|e| e.request.is_meant_by(sent));
        let found = self.groups.iter().enumerate().find(|(_, group)| group.first().is_some_and(means));
        let (number, group) = found?;
        let played = progress.played.entry(number).or_default();
        let index = group.get(*played).or(group.last()).copied();
        *played += 1;
        index
    }
}

/// Answers a request from the world's recording; `None`: it has none, or one that leaves the request to the world.
pub fn answer(arrival: &mut Arrival<'_>) -> Option<Response<Bytes>> {
    let playback = arrival.world.recording()?;
    let parameters = parameters(arrival.request);
    let (sent, flow, index) = {
        let mut progress = playback.progress();
        let sent = Meaning::read(arrival.request, &progress.facts);
        let flow = progress.facts.flow(&parameters);
        let index = playback.choose(&mut progress, &sent);
        (sent, flow, index)
    };
    render::note_request(arrival, &sent);
    let Some((index, exchange)) = index.and_then(|i| Some((i, playback.recording.exchanges.get(i)?))) else {
        return match playback.recording.otherwise {
            Otherwise::World => None,
            Otherwise::Refuse => Some(refuse::not_recorded(arrival, &playback.recording, &sent)),
        };
    };
    // Signatures are made while nobody waits for the lock.
    let mut fill = Fill::new(arrival, exchange, flow.as_deref());
    let response = match render::render(&mut fill) {
        Ok(response) => response,
        Err(render::NoRedirectUri) => return Some(refuse::no_redirect_uri(arrival, index + 1)),
    };
    let issued = fill.into_issued();
    playback.progress().facts.learn(&sent, &exchange.response, flow.as_ref(), issued);
    render::note_answer(arrival, index + 1, &exchange.response);
    Some(render::with_common_headers(arrival, &sent, response))
}
