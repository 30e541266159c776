//! Checks before anything is timed: each subject does its job, and throttling works.

use crate::condition::{A, B, C, Condition};
use crate::html::Layout;
use crate::server::{Kind, Server};
use crate::subject::Subject;
use crate::visit::{Goal, Visitor};

/// The shortest of five times: of a fixed amount of work, and of a call. Other work on the machine lengthens some of
/// them.
const SPIN: &str = "(() => {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    for (let x = 1, i = 0; i < 3e7; i++) x = (x * 31 + i) | 0;
    return performance.now() - start;
  });
  return Math.min(...times);
})()";
const ASK: &str = "(async () => {
  const times = [];
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    await fetch('/api/status', { cache: 'no-store' });
    times.push(performance.now() - start);
  }
  return Math.min(...times);
})()";

/// Disconnects as a customer does, and waits for the next frame.
const DISCONNECT: &str = "(async () => {
  const rival = document.querySelector('whatsapp-connect, .connect');
  const press = async (selector) => {
    (rival.shadowRoot ?? rival).querySelector(selector).click();
    await new Promise(requestAnimationFrame);
  };
  await press('button');
  await press('button.danger');
  return __bench.until('usable');
})()";

/// Runs all checks; panics at the first failure.
pub(crate) async fn all(server: &Server, loader: &str) {
    let visitor = Visitor::new(server).await;
    let in_react = Subject::IN_REACT
        .into_iter()
        .filter(|it| *it != Subject::ReactPage);
    for subject in Subject::ALONE.into_iter().chain(in_react) {
        let path = subject.page(server, loader, 1, Layout::BLOCK);
        for goal in Goal::BOTH {
            eprintln!("checking: {} is {}", subject.name(), goal.value());
            visitor.forget().await;
            let measured = visitor.visit(&path, goal, A).await;
            let has = |kind| measured.counts.contains_key(&kind);
            assert!(has(Kind::Status), "{} asks for no status", subject.name());
            assert_eq!(
                has(Kind::Frame),
                goal == Goal::Usable,
                "{}: the vendor's frame belongs to a customer without a number",
                subject.name()
            );
            if subject.is_ours() {
                assert!(has(Kind::Wasm), "{} fetches no engine", subject.name());
            } else if goal == Goal::Shown {
                let usable: f64 = visitor.page().evaluate(DISCONNECT).await;
                let shown = measured.values.get(goal.value());
                assert!(shown.is_some_and(|shown| usable > *shown), "{subject:?}");
            }
        }
    }
    let path = Subject::Plain.page(server, loader, 1, Layout::BLOCK);
    let fast = speed(&visitor, &path, A).await;
    for condition in [B, C] {
        let slow = speed(&visitor, &path, condition).await;
        let factor = slow.spin / fast.spin;
        let expected = f64::from(condition.slowdown);
        let name = condition.name;
        assert!(
            (expected * 0.6..expected * 2.0).contains(&factor),
            "{name}: the processor is {factor:.1} times slower, not {expected}"
        );
        let least = condition.thinking().as_secs_f64() * 1000.0;
        assert!(
            (least..least * 2.0).contains(&slow.ask),
            "{name}: a call takes {:.0} ms, not {least:.0}",
            slow.ask
        );
    }
}

struct Speed {
    spin: f64,
    ask: f64,
}

async fn speed(visitor: &Visitor, path: &str, condition: Condition) -> Speed {
    visitor.go(path, Goal::Shown, condition).await;
    visitor.reaches(Goal::Shown).await;
    Speed {
        spin: visitor.page().evaluate(SPIN).await,
        ask: visitor.page().evaluate(ASK).await,
    }
}
