//! The body of an answer, with what a rule does to it on the way: pieces with pauses between them, and an early end.

use std::convert::Infallible;
use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::Sleep;

use crate::rules::{Cut, WireFault};

/// How long what was sent gets before the connection breaks: time to reach the client.
const LINGER: Duration = Duration::from_millis(50);

/// The body of an answer.
#[derive(Debug)]
pub enum AnswerBody {
    /// As it is.
    Whole(Full<Bytes>),
    /// With faults.
    Faulty(Pin<Box<Faulty>>),
}

/// A body that comes in pieces or ends early.
#[derive(Debug)]
pub struct Faulty {
    /// What is still to be sent.
    rest: Bytes,
    /// What the headers announce of what is still to come; none: they announce nothing.
    announced: Option<u64>,
    piece: usize,
    pause: Duration,
    /// The end breaks the connection.
    breaks: bool,
    sleep: Option<Pin<Box<Sleep>>>,
    started: bool,
}

/// A rule ends the answer here.
#[derive(Debug, thiserror::Error)]
#[error("a rule breaks the connection")]
pub struct Broken;

impl AnswerBody {
    /// A body, and what is done to it.
    #[must_use]
    pub fn new(body: Bytes, fault: Option<&WireFault>) -> Self {
        let Some(fault) = fault else { return Self::Whole(Full::new(body)) };
        let announced = u64::try_from(body.len()).ok();
        let (rest, breaks, announced) = match fault.cut {
            // An empty body is over with the headers: only one of unknown length can be seen to be cut.
            Some(Cut::Body(_)) if body.is_empty() => (body, true, None),
            Some(Cut::Body(kept)) if kept < body.len() => (body.slice(..kept), true, announced),
            _ => (body, false, announced),
        };
        if !breaks && fault.trickle.is_none() {
            return Self::Whole(Full::new(rest));
        }
        let (piece, pause) = fault.trickle.unwrap_or((usize::MAX, Duration::ZERO));
        Self::Faulty(Box::pin(Faulty {
            rest,
            announced,
            piece: piece.max(1),
            pause,
            breaks,
            sleep: None,
            started: false,
        }))
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        match self.get_mut() {
            Self::Whole(body) => Pin::new(body).poll_frame(cx).map_err(|never: Infallible| match never {}),
            Self::Faulty(body) => body.as_mut().poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(body) => body.is_end_stream(),
            Self::Faulty(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(body) => body.size_hint(),
            Self::Faulty(body) => body.announced.map_or_else(SizeHint::new, SizeHint::with_exact),
        }
    }
}

impl Faulty {
    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && !self.breaks
    }

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        if self.is_end_stream() {
            return Poll::Ready(None);
        }
        let pause = if self.rest.is_empty() { LINGER } else { self.pause };
        if self.started || self.rest.is_empty() {
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep(pause)));
            if sleep.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            self.sleep = None;
        }
        self.started = true;
        if self.rest.is_empty() {
            return Poll::Ready(Some(Err(Broken)));
        }
        let at = self.piece.min(self.rest.len());
        let piece = self.rest.split_to(at);
        self.announced = self.announced.map(|left| left.saturating_sub(u64::try_from(at).unwrap_or(u64::MAX)));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }
}
