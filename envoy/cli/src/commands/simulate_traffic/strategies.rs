//! The strategies that are compared: the file's own tree, and the same targets in one
//! group.

use std::sync::Arc;

use clap::ValueEnum;
use sluice_config::{Group, Member, Model, Node, Strategy};

/// A strategy that needs nothing but targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(super) enum Named {
    /// As they are written.
    Priority,
    /// By chance, in proportion to their weights.
    Weighted,
    /// The fastest first.
    LowestLatency,
    /// The cheapest first.
    LowestCost,
    /// The one with the fewest requests under way first.
    LeastBusy,
    /// As they are written, those whose rate limit is used up last.
    FillFirst,
}

impl Named {
    /// Its name in gateway.yaml.
    pub(super) fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }

    fn strategy(self) -> Strategy {
        match self {
            Self::Priority => Strategy::Priority,
            Self::Weighted => Strategy::Weighted { sticky: None },
            Self::LowestLatency => Strategy::LowestLatency {
                exploration: Strategy::USUAL_EXPLORATION * 10,
            },
            Self::LowestCost => Strategy::LowestCost,
            Self::LeastBusy => Strategy::LeastBusy,
            Self::FillFirst => Strategy::FillFirst {
                spill_below: Strategy::USUAL_SPILL_BELOW,
            },
        }
    }
}

/// The model under one strategy.
#[derive(Debug, Clone)]
pub(super) struct Contender {
    pub(super) name: String,
    pub(super) model: Model,
}

/// The file's own tree and the strategies that are asked for: all that can make a
/// difference if none is.
pub(super) fn contenders(model: &Arc<Model>, asked: &[Named]) -> Vec<Contender> {
    let own = Contender {
        name: "as written".to_owned(),
        model: model.as_ref().clone(),
    };
    let usual = || {
        let is_alone = model.targets.len() < 2;
        let has_price = model
            .targets
            .iter()
            .any(|target| target.card.price.is_some());
        let all = Named::value_variants().iter().copied();
        let named = all.filter(|named| !is_alone && (has_price || *named != Named::LowestCost));
        named.collect()
    };
    let named: Vec<Named> = if asked.is_empty() {
        usual()
    } else {
        asked.to_vec()
    };
    let flat = named.into_iter().map(|named| Contender {
        name: named.name(),
        model: flat(model, named.strategy()),
    });
    std::iter::once(own).chain(flat).collect()
}

/// Every target of the tree in one group, with the conditions gone and the weight that
/// it has where it stands first.
fn flat(model: &Model, strategy: Strategy) -> Model {
    let mut members: Vec<Member> = Vec::new();
    leaves(&model.route, &mut members);
    Model {
        route: Group { strategy, members },
        ..model.clone()
    }
}

fn leaves(group: &Group, members: &mut Vec<Member>) {
    for member in &group.members {
        match &member.node {
            Node::Group(group) => leaves(group, members),
            Node::Target(_) if members.iter().any(|known| known.node == member.node) => {}
            Node::Target(_) => members.push(Member {
                when: None,
                ..member.clone()
            }),
        }
    }
}
