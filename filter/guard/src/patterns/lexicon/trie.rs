//! Many words, letter by letter.

/// Stands between the words of a phrase.
pub(super) const SPACE: u8 = 36;
/// The first symbol of a byte that has no symbol of its own; the low four bits follow.
const ESCAPE: u8 = 40;

/// A word's symbols and its value.
type Entry = (Vec<u8>, u32);

/// A node, and the words that go through it.
type Grown<'w> = (usize, &'w [Entry]);

/// A place in a trie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At(pub(super) u32);

/// Words by their symbols, of which there are 64.
#[derive(Debug)]
pub(super) struct Trie {
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    /// Which symbols may follow, one bit each.
    children: u64,
    /// The node of the lowest of them; the others follow it.
    first: u32,
    /// What ends here, counted from 1.
    value: u32,
}

impl Trie {
    pub(super) const ROOT: At = At(0);

    /// Builds from symbols and values. Of equal words the first stays.
    pub(super) fn new(mut words: Vec<Entry>) -> Self {
        words.sort_by(|one, other| one.0.cmp(&other.0));
        words.dedup_by(|later, first| later.0 == first.0);
        let mut trie = Self {
            nodes: vec![Node::NONE],
        };
        // Level by level, so that the children of a node lie side by side.
        let mut level = vec![(0, words.as_slice())];
        let mut depth = 0;
        while !level.is_empty() {
            let mut next = Vec::new();
            for (node, words) in level {
                trie.grow(node, words, depth, &mut next);
            }
            level = next;
            depth += 1;
        }
        trie
    }

    fn grow<'w>(
        &mut self,
        node: usize,
        mut words: &'w [Entry],
        depth: usize,
        next: &mut Vec<Grown<'w>>,
    ) {
        let mut made = Node::NONE;
        if let Some(((word, value), longer)) = words.split_first()
            && word.len() == depth
        {
            made.value = value.saturating_add(1);
            words = longer;
        }
        made.first = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        for group in words.chunk_by(|one, other| one.0.get(depth) == other.0.get(depth)) {
            let symbol = group.first().and_then(|(word, _)| word.get(depth));
            made.children |= 1 << symbol.copied().unwrap_or(0);
            next.push((self.nodes.len(), group));
            self.nodes.push(Node::NONE);
        }
        if let Some(node) = self.nodes.get_mut(node) {
            *node = made;
        }
    }

    fn node(&self, At(at): At) -> Node {
        self.nodes.get(at as usize).copied().unwrap_or(Node::NONE)
    }

    /// Where a symbol leads.
    pub(super) fn child(&self, at: At, symbol: u8) -> Option<At> {
        let node = self.node(at);
        let bit = 1_u64 << (symbol & 63);
        if node.children & bit == 0 {
            return None;
        }
        let before = (node.children & (bit - 1)).count_ones();
        Some(At(node.first + before))
    }

    /// Where a character leads.
    pub(super) fn step(&self, at: At, character: char) -> Option<At> {
        let mut buffer = [0; 4];
        let mut at = at;
        for byte in character.encode_utf8(&mut buffer).bytes() {
            at = match symbol(byte) {
                Some(symbol) => self.child(at, symbol)?,
                None => {
                    let high = self.child(at, ESCAPE + (byte >> 4))?;
                    self.child(high, byte & 15)?
                }
            };
        }
        Some(at)
    }

    /// What ends here.
    pub(super) fn value(&self, at: At) -> Option<u32> {
        self.node(at).value.checked_sub(1)
    }
}

impl Node {
    const NONE: Self = Self {
        children: 0,
        first: 0,
        value: 0,
    };
}

/// The symbol of a letter in lower case, or of a digit.
pub(super) const fn symbol(byte: u8) -> Option<u8> {
    match byte {
        b'a'..=b'z' => Some(byte - b'a'),
        b'0'..=b'9' => Some(byte - b'0' + 26),
        _ => None,
    }
}

/// Adds the symbols of a character.
pub(super) fn push(symbols: &mut Vec<u8>, character: char) {
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        match symbol(byte) {
            Some(symbol) => symbols.push(symbol),
            None => symbols.extend([ESCAPE + (byte >> 4), byte & 15]),
        }
    }
}
