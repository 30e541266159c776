//! Breadth first, in as many threads as there are, until the time is over.

use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::desk::Desks;
use crate::rules::{self, Broken};
use crate::step::Step;
use crate::story::{During, Failure, Way};
use crate::world::World;
use crate::{liveness, probes, roots};

/// How far the search got.
pub struct Found {
    states: u64,
    transitions: u64,
    /// Every state up to here was looked at with every step.
    depth: u32,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (states, transitions) = (self.states, self.transitions);
        let depth = self.depth;
        write!(
            f,
            "model: {states} states, {transitions} transitions, depth {depth}"
        )
    }
}

struct Node {
    world: World,
    way: Option<Arc<Way>>,
}

/// A state to go on from: the last step there is taken again when its turn comes, for a world is
/// some hundred times as large.
struct Pending {
    before: Arc<Node>,
    step: Option<Step>,
}

/// A fingerprint is a hash already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let word = bytes.try_into().expect("a whole word");
        self.0 = u64::from_ne_bytes(word);
    }
}

type Shelf = Mutex<HashSet<u64, BuildHasherDefault<AsItIs>>>;

/// Enough that two threads seldom meet at one.
const SHELVES: usize = 64;

/// What the threads share.
struct Search {
    seen: Vec<Shelf>,
    states: AtomicU64,
    transitions: AtomicU64,
    failure: Mutex<Option<Failure>>,
    is_over: AtomicBool,
    end: Instant,
    desks: Desks,
}

/// Searches for `budget`; gives the story of the first rule that breaks.
pub fn run(budget: Duration, threads: u64) -> Result<Found, String> {
    // A panic is a finding, told with its story.
    std::panic::set_hook(Box::new(|_| {}));
    let search = Search {
        seen: (0..SHELVES).map(|_| Shelf::default()).collect(),
        states: AtomicU64::new(0),
        transitions: AtomicU64::new(0),
        failure: Mutex::new(None),
        is_over: AtomicBool::new(false),
        end: Instant::now() + budget,
        desks: Desks::new(threads),
    };
    let mut level = search.roots().map_err(|failure| failure.story())?;
    let mut depth = 0;
    while !level.is_empty() {
        level = search.expand(level);
        if let Some(failure) = search.failure.lock().unwrap().take() {
            return Err(failure.story());
        }
        if search.is_over.load(Relaxed) {
            break;
        }
        depth += 1;
    }
    Ok(Found {
        states: search.states.load(Relaxed),
        transitions: search.transitions.load(Relaxed),
        depth,
    })
}

impl Search {
    fn roots(&self) -> Result<Vec<Pending>, Failure> {
        let mut level = Vec::new();
        for steps in roots::all() {
            let which = match steps.first() {
                Some(Step::Start(which)) => *which,
                _ => panic!("a root begins with a configuration"),
            };
            let mut node = Node {
                world: World::new(which),
                way: None,
            };
            for step in steps {
                node = self.follow(&node, step)?;
            }
            if self.welcome(&node)? {
                level.push(Pending {
                    before: Arc::new(node),
                    step: None,
                });
            }
        }
        Ok(level)
    }

    fn expand(&self, level: Vec<Pending>) -> Vec<Pending> {
        let left = Mutex::new(level.into_iter());
        let next = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for desk in 0..self.desks.count() {
                let (left, next) = (&left, &next);
                scope.spawn(move || {
                    Desks::sit_down(desk);
                    let mut found = Vec::new();
                    while !self.is_over.load(Relaxed) {
                        let batch: Vec<_> = left.lock().unwrap().by_ref().take(16).collect();
                        if batch.is_empty() {
                            break;
                        }
                        for pending in batch {
                            if let Err(failure) = self.look_at(pending, &mut found) {
                                self.is_over.store(true, Relaxed);
                                self.failure.lock().unwrap().get_or_insert(failure);
                            }
                        }
                    }
                    next.lock().unwrap().append(&mut found);
                });
            }
        });
        next.into_inner().unwrap()
    }

    /// Takes every step from a state, and holds what is new to the rules on states.
    fn look_at(&self, pending: Pending, found: &mut Vec<Pending>) -> Result<(), Failure> {
        let node = match pending.step {
            Some(step) => Arc::new(self.follow(&pending.before, step)?),
            None => pending.before,
        };
        for step in node.world.possible() {
            if Instant::now() >= self.end {
                self.is_over.store(true, Relaxed);
            }
            if self.is_over.load(Relaxed) {
                break;
            }
            self.transitions.fetch_add(1, Relaxed);
            let next = self.follow(&node, step)?;
            if self.welcome(&next)? {
                found.push(Pending {
                    before: node.clone(),
                    step: Some(step),
                });
            }
        }
        Ok(())
    }

    fn follow(&self, node: &Node, step: Step) -> Result<Node, Failure> {
        let mut world = node.world.clone();
        self.work(node.way.as_ref(), During::Step(step), || world.take(step))?;
        Ok(Node {
            world,
            way: Some(Arc::new(Way {
                before: node.way.clone(),
                step,
            })),
        })
    }

    /// Whether the state is new: then all is tried that is tried in a new state.
    fn welcome(&self, node: &Node) -> Result<bool, Failure> {
        let print = node.world.fingerprint();
        if !self.is_new(print.hash) {
            return Ok(false);
        }
        let way = node.way.as_ref();
        let probes = self.work(way, During::Probes, || {
            rules::keeps_secret(print.has_secret)?;
            probes::run(&node.world)
        })?;
        self.transitions.fetch_add(probes, Relaxed);
        let mut world = node.world.clone();
        self.work(way, During::LeftAlone, || liveness::left_alone(&mut world))?;
        let mut world = node.world.clone();
        self.work(way, During::Acting, || liveness::acting(&mut world))?;
        Ok(true)
    }

    fn work<T>(
        &self,
        way: Option<&Arc<Way>>,
        during: During,
        work: impl FnOnce() -> Result<T, Broken>,
    ) -> Result<T, Failure> {
        let failure = |broken| Failure {
            way: way.cloned(),
            during,
            broken,
        };
        self.desks.work(failure, work)
    }

    fn is_new(&self, hash: u64) -> bool {
        // By bits that the sets themselves do not go by.
        let number = (hash >> 40) % SHELVES as u64;
        let seen = &self.seen[usize::try_from(number).expect("a shelf")];
        let is_new = seen.lock().unwrap().insert(hash);
        self.states.fetch_add(u64::from(is_new), Relaxed);
        is_new
    }
}
