//! The identity of a world: the machine, and the state around it.

use crate::fingerprint::Fingerprint;
use crate::world::World;

impl World {
    /// The combined state of the machine and the world.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut print = if self.is_print_current {
            self.print
        } else {
            Fingerprint::of(&self.machine, self.now)
        };
        for outcome in &self.outcomes {
            let is_open = Some(outcome.attempt) == self.attempts.open;
            print.add(
                u64::from(is_open) << 16
                    | u64::from(outcome.baseline.is_some()) << 17
                    | u64::from(outcome.ended) << 8
                    | u64::from(outcome.connected),
            );
            print.instant(
                self.now,
                Some(outcome.ended_at).filter(|_| outcome.ended > 0),
            );
        }
        for open in self.open {
            print.add(open.map_or(100, |id| print.request(id.0)));
        }
        for at in self.not_before {
            print.instant(self.now, at.filter(|at| *at > self.now));
        }
        print.instant(self.now, self.unasked);
        print.instant(self.now, Some(self.last_event));
        print.add(self.frame.map_or(100, |id| print.frame(id.0)));
        print.add(self.frame_state as u64);
        self.add_scene(&mut print);
        let flags = [
            self.has_spoken,
            self.answers_others,
            self.was_without_number,
            self.older_frame.is_some(),
            self.older_script.is_some(),
            self.is_connect_asked,
            self.is_disconnect_asked,
            self.is_same_tenant,
            self.has_plugin,
            self.is_wished,
            self.awaits_offer,
            self.baseline.is_some(),
            self.wished_baseline.is_some(),
            self.open_call.is_some(),
            self.remembered.is_some(),
            self.loading > 0,
            self.told != self.scene.page(),
        ];
        print.add(
            flags
                .into_iter()
                .fold(0, |all, flag| all << 1 | u64::from(flag)),
        );
        print
    }

    fn add_scene(&self, print: &mut Fingerprint) {
        let scene = &self.scene;
        print.add((scene.place as u64) << 8 | scene.focus as u64);
        let flags = [
            scene.in_view,
            scene.has_clicked,
            scene.has_left_frame,
            scene.popup.is_some_and(|popup| popup.is_tab),
            scene.popup.is_some_and(|popup| popup.is_noticed),
            scene.popup.is_some_and(|popup| popup.opener.is_some()),
        ];
        print.add(
            flags
                .into_iter()
                .fold(0, |all, flag| all << 1 | u64::from(flag)),
        );
        print.instant(self.now, scene.popup.map(|popup| popup.opened));
    }
}
