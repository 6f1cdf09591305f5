//! Looking for personal data and secrets in texts of several kinds.

mod texts;

use sluice_guard::{Check, Window};

use crate::Clock;
use crate::best::best;

/// What is looked for.
struct Set {
    title: &'static str,
    checks: Vec<Check>,
}

fn sets() -> Vec<Set> {
    let named = |title, names: &[&str]| Set {
        title,
        checks: sluice_guard::detect(names, None).unwrap_or_default(),
    };
    let personal = sluice_guard::pii::Spec::default().compile();
    let personal = personal.map(|pii| Check::Find(Box::new(pii)));
    vec![
        Set {
            title: "personal data, default",
            checks: personal.into_iter().collect(),
        },
        named("default, with secrets", &["default"]),
        named("all", &["all"]),
    ]
}

pub(crate) fn table(clock: &Clock<'_>) -> String {
    let texts = texts::all();
    let mut out = format!("{:<24}", "MB/s");
    for (title, _) in &texts {
        out.push_str(&format!(" {title:>14}"));
    }
    out.push('\n');
    for Set { title, checks } in sets() {
        out.push_str(&format!("{title:<24}"));
        for (_, text) in &texts {
            let speed = best(clock, &|| scan(&checks, text));
            let speed = speed.map_or(0.0, |seconds| text.len() as f64 / seconds / 1e6);
            out.push_str(&format!(" {speed:>14.0}"));
        }
        out.push('\n');
    }
    out
}

/// Reads all of a text, and says whether there was anything to look for.
fn scan(checks: &[Check], text: &str) -> bool {
    let mut count = 0_usize;
    for check in checks {
        if let Check::Find(find) = check {
            find.find(Window::whole(text), &mut |_| count += 1);
        }
    }
    std::hint::black_box(count);
    !checks.is_empty()
}
