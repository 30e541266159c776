//! The vendor's script and frame: loads, watches and removes them, and tracks whether the frame may be in use.
//!
//! A signup's popup talks to the frame that opened it. If the frame is removed, the popup loses its opener, and the
//! signup's result reaches nobody. So the frame is left alone while the popup may be open, which the page cannot see:
//! it counts as closed only after the vendor's own report, a wish of the customer or the page, or a long grace period.

use super::super::backoff::doubled;
use super::super::context::{Context, earliest};
use super::super::io::{FrameId, Output, ScriptId};
use super::super::limits::{
    FIRST_REMOUNT, GRACE_TIME, LAST_REMOUNT, OVERDUE_TIME, REMOVAL_TIME, RETURN_TIME, VENDOR_TIME,
};
use super::super::time::Millis;
use super::super::token::ConnectToken;

/// A step that has come due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::flow) enum FrameDue {
    /// The script has not loaded in time.
    ScriptLate,
    /// The frame has not become usable in time.
    FrameLate,
    /// The popup is closed, or has been open for half an hour.
    Unused,
    /// A frame that the page has removed can be mounted again.
    Remount,
}

/// The vendor's script and frame.
#[derive(Clone, Debug, Default)]
pub(in crate::flow) struct VendorFrame {
    script: Script,
    mounted: Option<Mounted>,
    /// Number of recent removals by the page's own code, and the time of the last one.
    removals: u32,
    removed: Option<Millis>,
    /// It is to be mounted again as soon as allowed.
    awaits_remount: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Script {
    #[default]
    Absent,
    Loading {
        id: ScriptId,
        until: Millis,
    },
    Loaded,
}

#[derive(Clone, Copy, Debug)]
struct Mounted {
    id: FrameId,
    readiness: Readiness,
    /// No longer good: moved, and so reloaded by the browser, or failed by itself.
    is_lost: bool,
    /// The popup may be open until then.
    in_use_until: Option<Millis>,
    /// Only the popup keeps it: it is removed once that is closed.
    is_dismissed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Readiness {
    Awaited { until: Millis },
    Ready,
}

impl VendorFrame {
    pub(in crate::flow) fn has_script(&self) -> bool {
        self.script == Script::Loaded
    }

    pub(in crate::flow) fn needs_script(&self) -> bool {
        self.script == Script::Absent
    }

    pub(in crate::flow) fn load_script(&mut self, url: &str, ctx: &mut Context) {
        let id = ScriptId(ctx.next_id());
        let until = ctx.after(VENDOR_TIME);
        self.script = Script::Loading { id, until };
        ctx.put_out(Output::LoadSdk(id, url.to_owned()));
    }

    /// Whether this load is still awaited.
    pub(in crate::flow) fn is_loading(&self, id: ScriptId) -> bool {
        matches!(self.script, Script::Loading { id: known, .. } if known == id)
    }

    pub(in crate::flow) fn script_ended(&mut self, is_good: bool) {
        self.script = if is_good {
            Script::Loaded
        } else {
            Script::Absent
        };
    }

    /// A script that is still loading no longer matters.
    pub(in crate::flow) fn stop_loading(&mut self) {
        if !self.has_script() {
            self.script = Script::Absent;
        }
    }

    /// From now on, another script is used.
    pub(in crate::flow) fn forget_script(&mut self) {
        self.script = Script::Absent;
    }

    pub(in crate::flow) fn is_mounted(&self) -> bool {
        self.mounted.is_some()
    }

    pub(in crate::flow) fn is(&self, id: FrameId) -> bool {
        self.mounted.is_some_and(|frame| frame.id == id)
    }

    /// Whether the customer can use it, according to the frame.
    pub(in crate::flow) fn is_ready(&self) -> bool {
        self.mounted.is_some_and(|frame| {
            frame.readiness == Readiness::Ready && !frame.is_dismissed && !frame.is_lost
        })
    }

    /// Whether the popup may be open, as far as is known.
    pub(in crate::flow) fn may_be_in_use(&self) -> bool {
        self.mounted
            .is_some_and(|frame| frame.in_use_until.is_some())
    }

    pub(in crate::flow) fn is_lost(&self) -> bool {
        self.mounted.is_some_and(|frame| frame.is_lost)
    }

    /// Whether only an open popup keeps it.
    pub(in crate::flow) fn is_dismissed(&self) -> bool {
        self.mounted.is_some_and(|frame| frame.is_dismissed)
    }

    pub(in crate::flow) fn mount(&mut self, token: ConnectToken, ctx: &mut Context) {
        let id = FrameId(ctx.next_id());
        self.mounted = Some(Mounted {
            id,
            readiness: Readiness::Awaited {
                until: ctx.after(VENDOR_TIME),
            },
            is_lost: false,
            in_use_until: None,
            is_dismissed: false,
        });
        ctx.put_out(Output::Mount(id, token));
    }

    /// It reports that it is usable, or reports anything, which implies that. Returns whether that is news.
    pub(in crate::flow) fn becomes_ready(&mut self) -> bool {
        let Some(frame) = self.mounted.as_mut() else {
            return false;
        };
        let before = core::mem::replace(&mut frame.readiness, Readiness::Ready);
        before != Readiness::Ready
    }

    /// It is no longer good, and is removed once allowed.
    pub(in crate::flow) fn lose(&mut self) {
        if let Some(frame) = self.mounted.as_mut() {
            frame.is_lost = true;
        }
    }

    /// The page's own code has removed it. If the page keeps doing so, the frame is remounted at growing intervals.
    pub(in crate::flow) fn note_removal(&mut self, ctx: &Context) {
        let is_lately = self
            .removed
            .is_some_and(|removed| ctx.now.since(removed) < REMOVAL_TIME);
        self.removals = if is_lately {
            self.removals.saturating_add(1)
        } else {
            0
        };
        self.removed = Some(ctx.now);
        self.awaits_remount = true;
    }

    /// The earliest time for mounting it again.
    fn mount_at(&self) -> Millis {
        if self.removals == 0 {
            return Millis::default();
        }
        let pause = doubled(FIRST_REMOUNT, self.removals.saturating_sub(1), LAST_REMOUNT);
        self.removed.unwrap_or_default() + pause
    }

    pub(in crate::flow) fn may_mount(&self, now: Millis) -> bool {
        self.mount_at() <= now
    }

    /// It is offered again, if it was kept only for a popup.
    pub(in crate::flow) fn readmit(&mut self) {
        if let Some(frame) = self.mounted.as_mut() {
            frame.is_dismissed = false;
        }
    }

    /// The customer has clicked into it: a popup may be open from now on. Not into one that is not usable yet: a popup
    /// that is open then belongs to an earlier frame.
    pub(in crate::flow) fn take_into_use(&mut self, ctx: &Context) {
        if let Some(frame) = self.mounted.as_mut()
            && frame.readiness == Readiness::Ready
        {
            frame.in_use_until = Some(ctx.after(GRACE_TIME));
        }
    }

    /// Its popup, if one may be open, has just been seen open.
    pub(in crate::flow) fn prolong_use(&mut self, ctx: &Context) {
        if self.may_be_in_use() {
            self.take_into_use(ctx);
        }
    }

    /// The vendor has reported that the popup is closed, or about to close.
    pub(in crate::flow) fn end_use(&mut self) {
        if let Some(frame) = self.mounted.as_mut() {
            frame.in_use_until = None;
        }
    }

    /// It is no longer needed: removes it at once, or as soon as its popup is closed. Returns whether it has been
    /// removed.
    pub(in crate::flow) fn dismiss(&mut self, ctx: &mut Context) -> bool {
        let Some(frame) = self.mounted.as_mut() else {
            return false;
        };
        frame.is_dismissed = true;
        let is_free = frame.in_use_until.is_none();
        if is_free {
            self.unmount(ctx);
        }
        is_free
    }

    /// Removes it at once: the customer or the page wants something that ends its signup, or it no longer exists.
    pub(in crate::flow) fn remove(&mut self, ctx: &mut Context) {
        if self.mounted.is_some() {
            self.unmount(ctx);
        }
    }

    /// The only place where the frame is removed.
    fn unmount(&mut self, ctx: &mut Context) {
        self.mounted = None;
        ctx.put_out(Output::Unmount);
    }

    /// The page was hidden, frozen or asleep: what is awaited gets a little more time.
    pub(in crate::flow) fn resume(&mut self, ctx: &Context) {
        let least = ctx.after(RETURN_TIME);
        if let Script::Loading { until, .. } = &mut self.script {
            *until = (*until).max(least);
        }
        if let Some(frame) = self.mounted.as_mut()
            && let Readiness::Awaited { until } = &mut frame.readiness
        {
            *until = (*until).max(least);
        }
    }

    /// The step that has come due. Time while the page is hidden, or asleep, does not count.
    pub(in crate::flow) fn poll(
        &mut self,
        is_visible: bool,
        ctx: &mut Context,
    ) -> Option<FrameDue> {
        if let Some(frame) = self.mounted.as_mut()
            && frame.in_use_until.is_some_and(|until| until <= ctx.now)
        {
            frame.in_use_until = None;
            return Some(FrameDue::Unused);
        }
        if self.remount_at(is_visible).is_some_and(|at| at <= ctx.now) {
            self.awaits_remount = false;
            return Some(FrameDue::Remount);
        }
        let (due, until) = self.awaited(is_visible)?;
        if ctx.now < until {
            return None;
        }
        if ctx.now.since(until) > OVERDUE_TIME {
            self.resume(ctx);
            return None;
        }
        Some(due)
    }

    /// The next deadline.
    pub(in crate::flow) fn deadline(&self, is_visible: bool) -> Option<Millis> {
        let awaited = self.awaited(is_visible).map(|(_, until)| until);
        let in_use = self.mounted.and_then(|frame| frame.in_use_until);
        earliest([awaited, in_use, self.remount_at(is_visible)])
    }

    /// The time when a frame that the page keeps removing is mounted again.
    fn remount_at(&self, is_visible: bool) -> Option<Millis> {
        let is_awaited = is_visible && self.awaits_remount && self.mounted.is_none();
        is_awaited.then(|| self.mount_at())
    }

    fn awaited(&self, is_visible: bool) -> Option<(FrameDue, Millis)> {
        if !is_visible {
            return None;
        }
        if let Script::Loading { until, .. } = self.script {
            return Some((FrameDue::ScriptLate, until));
        }
        match self.mounted?.readiness {
            // Nothing is expected of a lost frame.
            Readiness::Awaited { until } if !self.is_lost() => Some((FrameDue::FrameLate, until)),
            Readiness::Awaited { .. } | Readiness::Ready => None,
        }
    }
}
