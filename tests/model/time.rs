//! The passage of time: with the page awake or asleep.

use std::time::Duration;

use chakra_connect::flow::Input;
use chakra_connect::flow::time::Millis;

use crate::rules::{self, Broken, Word};
use crate::scene::Place;
use crate::step::First;
use crate::world::World;

/// A timer that fires this late was held back.
const OVERDUE: Duration = Duration::from_secs(3);

impl World {
    /// Reports the page, then sends the tick, as the driver does.
    pub fn tick_at(&mut self, at: Millis) -> Result<(), Broken> {
        let is_on_time = self.machine.next_deadline() == Some(at.max(self.now));
        self.now = self.now.max(at);
        if !self.scene.page().visible {
            self.unasked = Some(self.now);
        }
        self.report()?;
        self.handle(Input::Tick, Word::Nothing, is_on_time)?;
        rules::time_moves(self)
    }

    pub fn wait(&mut self, span: Duration) -> Result<(), Broken> {
        let end = self.now + span;
        while let Some(due) = self.machine.next_deadline().filter(|due| *due <= end) {
            self.tick_at(due)?;
        }
        self.now = end;
        self.forget_print();
        Ok(())
    }

    /// Nothing runs during the sleep. On waking, the overdue timer fires.
    pub fn sleep(&mut self, span: Duration) -> Result<(), Broken> {
        let end = self.now + span;
        if self.is_overdue_at(end) {
            self.unasked = Some(end);
        }
        self.tick_at(end)
    }

    /// Like `sleep`, behind another tab, followed by the return.
    pub fn freeze(&mut self, span: Duration, first: First) -> Result<(), Broken> {
        self.scene.go(Place::OtherTab);
        self.notice()?;
        self.now = self.now + span;
        self.forget_print();
        if self.is_overdue_at(self.now) {
            self.unasked = Some(self.now);
        }
        if first == First::Timer && self.is_due() {
            self.tick_at(self.now)?;
        }
        self.scene.go(Place::Page);
        self.notice()?;
        if self.is_due() {
            self.tick_at(self.now)
        } else {
            Ok(())
        }
    }

    fn is_overdue_at(&self, instant: Millis) -> bool {
        let deadline = self.machine.next_deadline();
        deadline.is_some_and(|due| due + OVERDUE < instant)
    }

    fn is_due(&self) -> bool {
        let deadline = self.machine.next_deadline();
        deadline.is_some_and(|due| due <= self.now)
    }
}
