//! Many streams at once: whoever is done gives its lane to the next.

use std::cmp::Reverse;

use crate::block::{Block, Chain, IV};
use crate::lanes::Chains;
use crate::sm3::{Sm3, Tail, to_bytes};
use crate::unit::{MAX_LANES, Unit, column, set_column};

/// Digests of `inputs`, in their order. They may be of any number and any lengths.
#[must_use]
pub fn digests(inputs: &[&[u8]]) -> Vec<[u8; 32]> {
    Unit::best().digests(inputs)
}

/// Gives each stream its next bytes: the same as [`Sm3::update`] on one after the other, in the
/// time of the longest few.
pub fn advance(streams: &mut [(&mut Sm3, &[u8])]) {
    Unit::best().advance(streams);
}

impl Unit {
    /// As [`digests`], on this unit.
    #[must_use]
    pub fn digests(self, inputs: &[&[u8]]) -> Vec<[u8; 32]> {
        let mut found = vec![[0; 32]; inputs.len()];
        let order = longest_first(inputs.iter().map(|input| input.len()));
        let mut tasks = order.into_iter().filter_map(|at| {
            let input = inputs.get(at)?;
            let (body, rest) = input.as_chunks();
            let tail = Tail::new(rest, u64::try_from(input.len()).unwrap_or(u64::MAX));
            Some(Task { at, chain: IV, head: None, body, tail: Some(tail) })
        });
        self.run(&mut tasks, &mut |at, chain| {
            if let Some(found) = found.get_mut(at) {
                *found = to_bytes(chain);
            }
        });
        found
    }

    /// As [`advance`], on this unit.
    pub fn advance(self, streams: &mut [(&mut Sm3, &[u8])]) {
        let mut chains = Vec::with_capacity(streams.len());
        let order = longest_first(streams.iter().map(|(_, bytes)| bytes.len()));
        let mut tasks = order.into_iter().filter_map(|at| {
            let (stream, bytes) = streams.get_mut(at)?;
            let blocks = stream.take(bytes);
            Some(Task { at, chain: stream.chain, head: blocks.head, body: blocks.body, tail: None })
        });
        self.run(&mut tasks, &mut |at, chain| chains.push((at, chain)));
        for (at, chain) in chains {
            if let Some((stream, _)) = streams.get_mut(at) {
                stream.chain = chain;
            }
        }
    }

    /// Works through `tasks`, as many at a time as there are lanes, and tells each one's chain.
    fn run<'a>(
        self,
        tasks: &mut dyn Iterator<Item = Task<'a>>,
        done: &mut dyn FnMut(usize, Chain),
    ) {
        let mut chains: Chains = [[0; MAX_LANES]; 8];
        let mut lanes: Vec<Task<'a>> = Vec::with_capacity(MAX_LANES);
        loop {
            while lanes.len() < self.lanes() {
                let Some(task) = tasks.next() else { break };
                if task.front().is_empty() {
                    done(task.at, task.chain);
                } else {
                    set_column(&mut chains, lanes.len(), task.chain);
                    lanes.push(task);
                }
            }
            let mut fronts: [&[Block]; MAX_LANES] = [&[]; MAX_LANES];
            for (front, task) in fronts.iter_mut().zip(&lanes) {
                *front = task.front();
            }
            let Some(count) = fronts.iter().take(lanes.len()).map(|front| front.len()).min() else {
                return;
            };
            self.compress(&mut chains, &fronts, lanes.len(), count);
            // From the last lane to the first, so that the one that moves up was looked at.
            for lane in (0..lanes.len()).rev() {
                let Some(task) = lanes.get_mut(lane) else { continue };
                task.pass(count);
                if task.front().is_empty() {
                    done(task.at, column(&chains, lane));
                    let moved = column(&chains, lanes.len() - 1);
                    set_column(&mut chains, lane, moved);
                    lanes.swap_remove(lane);
                }
            }
        }
    }
}

/// The order that keeps lanes full to the end: a long one begun last would run alone.
fn longest_first(lengths: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut order: Vec<(usize, usize)> = lengths.enumerate().collect();
    order.sort_by_key(|(_, len)| Reverse(*len));
    order.into_iter().map(|(at, _)| at).collect()
}

/// What one lane has to do.
struct Task<'a> {
    /// Whose it is.
    at: usize,
    /// Where it begins.
    chain: Chain,
    head: Option<Block>,
    body: &'a [Block],
    tail: Option<Tail>,
}

impl Task<'_> {
    /// The blocks that come next and lie together; none if it is done.
    fn front(&self) -> &[Block] {
        match (&self.head, self.body, &self.tail) {
            (Some(head), ..) => std::slice::from_ref(head),
            (None, [], Some(tail)) => tail.blocks(),
            (None, body, _) => body,
        }
    }

    /// So many of the front are done.
    fn pass(&mut self, count: usize) {
        match (self.head.take(), self.body, &mut self.tail) {
            (Some(_), ..) => {}
            (None, [], Some(tail)) => tail.pass(count),
            (None, body, _) => self.body = body.get(count..).unwrap_or_default(),
        }
    }
}
