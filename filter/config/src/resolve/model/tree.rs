//! The tree that orders the targets of a model.

use super::super::Problems;
use super::condition::{self, Callers};
use super::targets::Targets;
use crate::{CanaryStop, Group, Member, Node, Path, Sticky, Strategy, raw};

const MAX_DEPTH: usize = 4;
const MAX_MEMBERS: usize = 64;
const MAX_WEIGHT: u32 = 1_000_000;
const MAX_EXPLORATION: u32 = 50;
const DEFAULT_STOP: CanaryStop = CanaryStop {
    excess: 10,
    min_requests: 50,
};

/// The tree of a model.
pub(super) fn route(
    model: &raw::Model,
    callers: &Callers<'_>,
    targets: &mut Targets<'_>,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Group {
    let written = Written {
        strategy: model.strategy,
        targets: &model.targets,
        sticky: model.sticky.as_ref(),
        exploration: model.exploration,
        spill_below: model.spill_below,
        percent: model.percent,
        stop: model.stop.as_ref(),
    };
    let mut reader = Reader {
        callers,
        targets,
        problems,
    };
    reader.group(&written, path, 1)
}

/// The tree of a model with one target.
pub(super) fn only_target() -> Group {
    Group {
        strategy: Strategy::Priority,
        members: vec![Member {
            when: None,
            weight: 1,
            node: Node::Target(0),
        }],
    }
}

/// What models and groups in them both say.
struct Written<'a> {
    strategy: Option<raw::Strategy>,
    targets: &'a [raw::Target],
    sticky: Option<&'a raw::Sticky>,
    exploration: Option<raw::Percent>,
    spill_below: Option<u32>,
    percent: Option<raw::Percent>,
    stop: Option<&'a raw::CanaryStop>,
}

impl<'a> Written<'a> {
    fn of(raw: &'a raw::Target, targets: &'a [raw::Target]) -> Self {
        Self {
            strategy: raw.strategy,
            targets,
            sticky: raw.sticky.as_ref(),
            exploration: raw.exploration,
            spill_below: raw.spill_below,
            percent: raw.percent,
            stop: raw.stop.as_ref(),
        }
    }

    /// Each option, whether it is given, and the strategies that have it.
    const fn options(&self) -> [(&'static str, bool, &'static [raw::Strategy]); 5] {
        use raw::Strategy::{Canary, FillFirst, LowestLatency, Weighted};
        [
            ("sticky", self.sticky.is_some(), &[Weighted, Canary]),
            ("exploration", self.exploration.is_some(), &[LowestLatency]),
            ("spill_below", self.spill_below.is_some(), &[FillFirst]),
            ("percent", self.percent.is_some(), &[Canary]),
            ("stop", self.stop.is_some(), &[Canary]),
        ]
    }
}

struct Reader<'a, 'p, 't, 'k> {
    callers: &'a Callers<'a>,
    targets: &'a mut Targets<'t>,
    problems: &'p mut Problems<'k>,
}

impl Reader<'_, '_, '_, '_> {
    fn group(&mut self, written: &Written<'_>, path: &Path, depth: usize) -> Group {
        let list = path.key("targets");
        if written.targets.is_empty() {
            self.problems
                .add_if_whole(list.clone(), "there is no target", "add one");
        }
        if written.targets.len() > MAX_MEMBERS {
            self.problems.add(
                list.clone(),
                format!("{} targets in one list", written.targets.len()),
                format!("a list may have {MAX_MEMBERS}"),
            );
        }
        let strategy = self.strategy(written, path);
        let is_weighted = matches!(strategy, Strategy::Weighted { .. });
        let mut members: Vec<Member> = Vec::new();
        for (index, raw) in written.targets.iter().take(MAX_MEMBERS).enumerate() {
            let at = list.index(index);
            if raw.weight.is_some() && !is_weighted && !self.is_unread(written, path) {
                self.problems.add(
                    at.key("weight"),
                    "only the strategy `weighted` looks at it",
                    "remove it, or add `strategy: weighted`",
                );
            }
            let Some(member) = self.member(raw, &at, depth) else {
                continue;
            };
            let same = |other: &Member| other.node == member.node && other.when == member.when;
            if members.iter().any(same) {
                self.problems
                    .add(at, "the same target twice", "remove one of them");
            }
            members.push(member);
        }
        Group { strategy, members }
    }

    /// Whether a strategy was written that could not be read.
    fn is_unread(&self, written: &Written<'_>, group: &Path) -> bool {
        written.strategy.is_none() && self.problems.is_written(&group.key("strategy"))
    }

    fn strategy(&mut self, written: &Written<'_>, path: &Path) -> Strategy {
        let name = written.strategy.unwrap_or_default();
        if !self.is_unread(written, path) {
            for (option, is_given, strategies) in written.options() {
                if is_given && !strategies.contains(&name) {
                    let names: Vec<&str> = strategies.iter().map(|known| known.name()).collect();
                    self.problems.add(
                        path.key(option),
                        format!("means nothing to the strategy `{}`", name.name()),
                        format!("remove it; it belongs to {}", names.join(" and ")),
                    );
                }
            }
        }
        let sticky = self.sticky(written.sticky, path);
        match name {
            raw::Strategy::Priority => Strategy::Priority,
            raw::Strategy::Weighted => Strategy::Weighted { sticky },
            raw::Strategy::LowestLatency => {
                let share = written
                    .exploration
                    .map_or(Strategy::USUAL_EXPLORATION * 100, |p| p.0);
                if share > MAX_EXPLORATION * 100 {
                    self.problems.add(
                        path.key("exploration"),
                        "more than half of the requests would go anywhere",
                        format!("use 0 to {MAX_EXPLORATION}"),
                    );
                }
                Strategy::LowestLatency {
                    exploration: share / 10,
                }
            }
            raw::Strategy::LowestCost => Strategy::LowestCost,
            raw::Strategy::LeastBusy => Strategy::LeastBusy,
            raw::Strategy::FillFirst => {
                let spill_below = written.spill_below.unwrap_or(Strategy::USUAL_SPILL_BELOW);
                if spill_below > 100 {
                    self.problems.add(
                        path.key("spill_below"),
                        format!("{spill_below} is no percentage"),
                        "use 0 to 100",
                    );
                }
                Strategy::FillFirst { spill_below }
            }
            raw::Strategy::Canary => self.canary(written, sticky, path),
        }
    }

    fn canary(&mut self, written: &Written<'_>, sticky: Option<Sticky>, path: &Path) -> Strategy {
        if written.targets.len() != 2 {
            self.problems.add_if_whole(
                path.key("targets"),
                "a canary is the second of two targets",
                "write two; each may be a group",
            );
        }
        if written.percent.is_none() {
            self.problems
                .add_missing(path.key("percent"), "add `percent`, such as 5");
        }
        let stop = written.stop.cloned().unwrap_or_default();
        let excess = stop.excess.unwrap_or(DEFAULT_STOP.excess);
        let min_requests = stop.min_requests.unwrap_or(DEFAULT_STOP.min_requests);
        if !(1..=100).contains(&excess) {
            self.problems.add(
                path.key("stop").key("excess"),
                format!("{excess} is no number of percentage points"),
                "use 1 to 100",
            );
        }
        if min_requests == 0 {
            self.problems.add(
                path.key("stop").key("min_requests"),
                "0 requests tell nothing",
                "use at least 1",
            );
        }
        Strategy::Canary {
            share: written.percent.map_or(0, |percent| percent.0),
            sticky,
            stop: CanaryStop {
                excess,
                min_requests,
            },
        }
    }

    fn sticky(&mut self, raw: Option<&raw::Sticky>, path: &Path) -> Option<Sticky> {
        Some(match raw? {
            raw::Sticky::Consumer => Sticky::Consumer,
            raw::Sticky::User => Sticky::User,
            raw::Sticky::Header(name) => Sticky::Header(condition::header_name(
                name,
                path.key("sticky").key("header"),
                self.problems,
            )),
        })
    }

    fn member(&mut self, raw: &raw::Target, path: &Path, depth: usize) -> Option<Member> {
        let weight = raw.weight.unwrap_or(1);
        if !(1..=MAX_WEIGHT).contains(&weight) {
            self.problems.add(
                path.key("weight"),
                format!("{weight} is not a weight"),
                format!("use 1 to {MAX_WEIGHT}, or remove the target"),
            );
        }
        let when = raw
            .when
            .as_ref()
            .map(|when| condition::read(when, self.callers, &path.key("when"), self.problems));
        let node = match &raw.targets {
            Some(targets) => self.nested(raw, targets, path, depth)?,
            None => Node::Target(self.leaf(raw, path)?),
        };
        Some(Member { when, weight, node })
    }

    fn nested(
        &mut self,
        raw: &raw::Target,
        targets: &[raw::Target],
        path: &Path,
        depth: usize,
    ) -> Option<Node> {
        let own = [
            ("provider", raw.provider.is_some()),
            ("model", raw.model.is_some()),
        ];
        if let Some((key, _)) = own.iter().find(|(_, is_given)| *is_given) {
            self.problems.add(
                path.key(*key),
                format!("both `{key}` and `targets`"),
                "a target has `provider` and `model`, a group has `targets`",
            );
        }
        if depth == MAX_DEPTH {
            self.problems.add(
                path.key("targets"),
                format!("groups are nested more than {MAX_DEPTH} deep"),
                "put its targets into the group around it",
            );
            return None;
        }
        Some(Node::Group(self.group(
            &Written::of(raw, targets),
            path,
            depth + 1,
        )))
    }

    fn leaf(&mut self, raw: &raw::Target, path: &Path) -> Option<usize> {
        let nobody = Written::of(raw, &[]);
        let mut options = vec![("strategy", raw.strategy.is_some())];
        options.extend(nobody.options().map(|(key, is_given, _)| (key, is_given)));
        options.retain(|(_, is_given)| *is_given);
        let is_unread = self.problems.is_written(&path.key("targets"));
        if raw.provider.is_none() && raw.model.is_none() && !options.is_empty() {
            self.problems.add_missing(
                path.key("targets"),
                "a group needs them; a target has `provider` and `model`",
            );
            return None;
        }
        for (key, _) in options.iter().filter(|_| !is_unread) {
            self.problems.add(
                path.key(*key),
                "belongs to a group, and this is a target",
                "remove it, or write `targets` in place of `provider` and `model`",
            );
        }
        if is_unread {
            return None;
        }
        if raw.provider.is_none() && raw.model.is_none() {
            self.problems.add_if_whole(
                path.clone(),
                "neither a target nor a group",
                "a target has `provider` and `model`, a group has `targets`",
            );
            return None;
        }
        if raw.provider.is_none() {
            self.problems
                .add_missing(path.key("provider"), "add `provider`");
        }
        if raw.model.is_none() {
            self.problems.add_missing(path.key("model"), "add `model`");
        }
        let (provider, model) = (raw.provider.as_deref()?, raw.model.as_deref()?);
        self.targets.index(provider, model, path, self.problems)
    }
}
