//! The search: breadth first, in several threads, until the time is up.

use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::desk::Desks;
use crate::rules::{self, Broken};
use crate::step::Step;
use crate::story::{During, Failure, Way};
use crate::world::World;
use crate::{liveness, possible, probes, rest, roots};

/// The extent of the search.
pub struct Found {
    states: u64,
    transitions: u64,
    /// Up to this depth, every step was taken from every state.
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

/// Whether one of these rules counts.
fn counts(rules: &[&str]) -> bool {
    rules.iter().any(|rule| rules::counts(rule))
}

struct Node {
    world: World,
    way: Option<Arc<Way>>,
}

/// A state to continue from. Its last step is taken again when its turn comes, because a world is several hundred times
/// larger.
struct Pending {
    before: Arc<Node>,
    step: Option<Step>,
}

/// Uses a fingerprint as its own hash.
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

/// Enough that two threads rarely use the same shelf.
const SHELVES: usize = 64;

/// The state shared by the threads.
struct Search {
    seen: Vec<Shelf>,
    states: AtomicU64,
    transitions: AtomicU64,
    /// Broken rules, one of each kind, with their depths.
    failures: Mutex<Vec<(u32, Failure)>>,
    depth: AtomicU32,
    /// Continues after a broken rule.
    finds_all: bool,
    is_over: AtomicBool,
    end: Instant,
    desks: Desks,
}

/// Searches for `budget`. Returns the story of the first broken rule, or of one of each kind.
pub fn run(budget: Duration, threads: u64, finds_all: bool) -> Result<Found, String> {
    // A panic is a finding, reported with its story.
    std::panic::set_hook(Box::new(|_| {}));
    let search = Search {
        seen: (0..SHELVES).map(|_| Shelf::default()).collect(),
        states: AtomicU64::new(0),
        transitions: AtomicU64::new(0),
        failures: Mutex::new(Vec::new()),
        depth: AtomicU32::new(0),
        finds_all,
        is_over: AtomicBool::new(false),
        end: Instant::now() + budget,
        desks: Desks::new(threads),
    };
    let mut level = search.roots();
    while !level.is_empty() && !search.is_over.load(Relaxed) {
        search.depth.fetch_add(1, Relaxed);
        level = search.expand(level);
    }
    let depth = search.depth.load(Relaxed);
    let found = Found {
        states: search.states.load(Relaxed),
        transitions: search.transitions.load(Relaxed),
        // The last level is incomplete.
        depth: depth - u32::from(search.is_over.load(Relaxed) && depth > 0),
    };
    let failures = search.failures.into_inner().unwrap();
    if failures.is_empty() {
        return Ok(found);
    }
    let stories = failures.iter().map(|(depth, failure)| {
        let (story, steps) = (failure.story(), failure.steps());
        format!("{story}\nfound {depth} steps from a root, {steps} from the start\n")
    });
    Err(format!("{}{found}", stories.collect::<String>()))
}

impl Search {
    fn roots(&self) -> Vec<Pending> {
        let roots = roots::all();
        let nodes = roots.into_iter().filter_map(|steps| self.root(steps));
        nodes
            .filter(|node| self.welcome(node))
            .map(|node| Pending {
                before: Arc::new(node),
                step: None,
            })
            .collect()
    }

    fn root(&self, steps: Vec<Step>) -> Option<Node> {
        let which = match steps.first() {
            Some(Step::Start(which)) => *which,
            _ => panic!("a root begins with a configuration"),
        };
        let fresh = Node {
            world: World::new(which),
            way: None,
        };
        steps
            .into_iter()
            .try_fold(fresh, |node, step| self.follow(&node, step))
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
                            self.look_at(pending, &mut found);
                        }
                    }
                    next.lock().unwrap().append(&mut found);
                });
            }
        });
        next.into_inner().unwrap()
    }

    /// Takes every step from a state, and checks new states against the rules for states.
    fn look_at(&self, pending: Pending, found: &mut Vec<Pending>) {
        let node = match pending.step {
            Some(step) => self.follow(&pending.before, step).map(Arc::new),
            None => Some(pending.before),
        };
        let Some(node) = node else { return };
        for step in possible::steps(&node.world) {
            if Instant::now() >= self.end {
                self.is_over.store(true, Relaxed);
            }
            if self.is_over.load(Relaxed) {
                break;
            }
            self.transitions.fetch_add(1, Relaxed);
            if let Some(next) = self.follow(&node, step)
                && self.welcome(&next)
            {
                found.push(Pending {
                    before: node.clone(),
                    step: Some(step),
                });
            }
        }
    }

    /// Records a broken rule, if it is the first of its kind.
    fn note(&self, failure: Failure) {
        let mut failures = self.failures.lock().unwrap();
        if self.finds_all {
            if failures
                .iter()
                .all(|(_, known)| known.kind() != failure.kind())
            {
                failures.push((self.depth.load(Relaxed), failure));
            }
        } else if failures.is_empty() {
            self.is_over.store(true, Relaxed);
            failures.push((self.depth.load(Relaxed), failure));
        }
    }

    /// The world after a step, unless it breaks a rule.
    fn follow(&self, node: &Node, step: Step) -> Option<Node> {
        let mut world = node.world.clone();
        self.work(node.way.as_ref(), During::Step(step), || world.take(step))?;
        Some(Node {
            world,
            way: Some(Arc::new(Way {
                before: node.way.clone(),
                step,
            })),
        })
    }

    /// Whether the state is new. If it is, runs all checks for new states.
    fn welcome(&self, node: &Node) -> bool {
        let print = node.world.fingerprint();
        if !self.is_new(print.hash) {
            return false;
        }
        let way = node.way.as_ref();
        if counts(&["secret-kept", "late-answers", "one-outcome"]) {
            let probes = self.work(way, During::Probes, || {
                rules::keeps_secret(print.has_secret)?;
                probes::run(&node.world)
            });
            self.transitions.fetch_add(probes.unwrap_or(0), Relaxed);
        }
        if counts(&["rest-is-cheap"]) {
            let mut world = node.world.clone();
            self.work(way, During::Hidden, || rest::hidden(&mut world));
            let mut world = node.world.clone();
            self.work(way, During::FocusResting, || rest::focused(&mut world));
        }
        if counts(&["comes-to-rest", "signup-answered", "time-moves"]) {
            let mut world = node.world.clone();
            self.work(way, During::LeftAlone, || liveness::left_alone(&mut world));
            let mut world = node.world.clone();
            self.work(way, During::Acting, || liveness::acting(&mut world));
        }
        true
    }

    /// Does the work under watch, and records a broken rule.
    fn work<T>(
        &self,
        way: Option<&Arc<Way>>,
        during: During,
        work: impl FnOnce() -> Result<T, Broken>,
    ) -> Option<T> {
        let failure = |broken| Failure {
            way: way.cloned(),
            during,
            broken,
        };
        let done = self.desks.work(failure, work);
        done.map_err(|failure| self.note(failure)).ok()
    }

    fn is_new(&self, hash: u64) -> bool {
        // Uses bits of the hash that the sets themselves do not use.
        let number = (hash >> 40) % SHELVES as u64;
        let seen = &self.seen[usize::try_from(number).expect("a shelf")];
        let is_new = seen.lock().unwrap().insert(hash);
        self.states.fetch_add(u64::from(is_new), Relaxed);
        is_new
    }
}
