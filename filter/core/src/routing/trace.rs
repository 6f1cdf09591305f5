//! What happened to each member while the tree was walked.

/// What became of a member.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fate {
    /// Its condition does not hold.
    NotMeant,
    /// None of its targets may be asked.
    Empty,
    /// It is a canary that is stopped.
    Stopped,
    /// It has its place in the order.
    Placed {
        /// The first target it stands for.
        head: usize,
        /// What it was ordered by.
        score: f64,
    },
}

/// A walk, group by group. The first is the whole tree.
#[derive(Debug, Default)]
pub(super) struct Trace {
    groups: Vec<Entry>,
}

#[derive(Debug, Default)]
struct Entry {
    /// In the order in which they are asked, those that are not asked before them.
    fates: Vec<(usize, Fate)>,
    /// Groups that are members, by the member's index.
    inner: Vec<(usize, usize)>,
}

impl Trace {
    /// Forgets all but the whole tree.
    pub(super) fn clear(&mut self) {
        self.groups.clear();
        self.groups.push(Entry::default());
    }

    /// The number of a group that is a member of another.
    pub(super) fn enter(&mut self, group: usize, member: usize) -> usize {
        let number = self.groups.len();
        self.groups.push(Entry::default());
        if let Some(entry) = self.groups.get_mut(group) {
            entry.inner.push((member, number));
        }
        number
    }

    pub(super) fn note(&mut self, group: usize, member: usize, fate: Fate) {
        if let Some(entry) = self.groups.get_mut(group) {
            entry.fates.push((member, fate));
        }
    }

    /// The members of a group with what became of them: the placed ones in their order,
    /// then the others.
    pub(super) fn fates(&self, group: usize) -> impl Iterator<Item = (usize, Fate)> {
        let fates = self.groups.get(group).map(|entry| entry.fates.as_slice());
        let fates = fates.unwrap_or_default().iter().copied();
        let is_placed = |(_, fate): &(usize, Fate)| matches!(fate, Fate::Placed { .. });
        let others = fates.clone().filter(move |fate| !is_placed(fate));
        fates.filter(is_placed).chain(others)
    }

    /// The number of the group that a member is.
    pub(super) fn inner(&self, group: usize, member: usize) -> Option<usize> {
        let inner = &self.groups.get(group)?.inner;
        let found = inner.iter().find(|(known, _)| *known == member);
        found.map(|(_, number)| *number)
    }
}
