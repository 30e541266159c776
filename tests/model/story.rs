//! The story of a broken rule: the steps that led there, repeated and recorded.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::rules::Broken;
use crate::step::Step;
use crate::world::World;
use crate::{liveness, rest};

/// The path to a state, step by step back to the root.
pub struct Way {
    pub before: Option<Arc<Way>>,
    pub step: Step,
}

/// The activity in which a rule broke.
#[derive(Clone, Copy, Debug)]
pub enum During {
    Step(Step),
    /// Inputs that arrive too late.
    Probes,
    LeftAlone,
    Acting,
    Hidden,
    FocusResting,
}

/// A broken rule, and its place.
pub struct Failure {
    pub way: Option<Arc<Way>>,
    pub during: During,
    pub broken: Broken,
}

impl Failure {
    /// The events, line by line, with the broken rule in the last one.
    pub fn story(&self) -> String {
        let mut world = self.world();
        match self.during {
            During::Step(step) => drop(guarded(|| world.take(step))),
            During::Probes => {}
            During::Hidden => drop(guarded(|| rest::hidden(&mut world))),
            During::FocusResting => drop(guarded(|| rest::focused(&mut world))),
            During::LeftAlone => drop(guarded(|| liveness::left_alone(&mut world))),
            During::Acting => drop(guarded(|| liveness::acting(&mut world))),
        }
        self.told(world)
    }

    /// The story of a last step that never ends.
    pub fn endless_story(&self) -> String {
        let mut world = self.world();
        if let Some(story) = world.story.as_mut() {
            story.push(format!("{:?}", self.during));
        }
        self.told(world)
    }

    fn world(&self) -> World {
        let mut steps = Vec::new();
        let mut way = self.way.as_ref();
        while let Some(last) = way {
            steps.push(last.step);
            way = last.before.as_ref();
        }
        let which = match steps.last() {
            Some(Step::Start(which)) => *which,
            _ => 0,
        };
        let mut world = World::new(which);
        world.story = Some(Vec::new());
        for step in steps.into_iter().rev() {
            let _ = world.take(step);
        }
        world
    }

    fn told(&self, world: World) -> String {
        let story = world.story.unwrap_or_default().join("\n");
        format!("{story}\n{}", self.broken)
    }

    /// The group of similar stories: the rule, and the first characters of the description.
    pub fn kind(&self) -> (&'static str, String) {
        let words = self.broken.what.chars();
        let words = words.filter(|it| !it.is_ascii_digit()).take(48).collect();
        (self.broken.rule, words)
    }

    /// Number of steps from a fresh widget to the broken rule.
    pub fn steps(&self) -> u32 {
        let ways = std::iter::successors(self.way.as_ref(), |way| way.before.as_ref());
        let last = u32::from(matches!(self.during, During::Step(_)));
        u32::try_from(ways.count()).expect("a short way") + last
    }
}

/// Does the work. A panic also counts as a broken rule.
pub fn guarded<T>(work: impl FnOnce() -> Result<T, Broken>) -> Result<T, Broken> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let known = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = panic.downcast_ref::<String>().cloned().or(known);
        Err(Broken {
            rule: "no-panic",
            what: text.unwrap_or_default(),
        })
    })
}
