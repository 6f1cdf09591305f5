//! Families of signals, and how much each counts where.

use crate::judge::PieceKind;

/// What an injection tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Override,
    Disclosure,
    Persona,
    Mode,
    Suppression,
    Authority,
    Markup,
    Planted,
    Smuggling,
    Encoded,
    Invisible,
    Exfiltration,
}

/// What a family is called, and what it counts in percent: for the user's words, for
/// instructions, for what tools answer, for what the model says.
struct Row {
    name: &'static str,
    user: u8,
    system: u8,
    tool: u8,
    model: u8,
}

const fn row(name: &'static str, user: u8, system: u8, tool: u8, model: u8) -> Row {
    Row {
        name,
        user,
        system,
        tool,
        model,
    }
}

const ROWS: [Row; Family::COUNT] = [
    row("override of instructions", 100, 50, 110, 60),
    row("disclosure of instructions", 100, 40, 100, 50),
    row("persona without limits", 100, 40, 110, 60),
    row("unlocking mode", 100, 40, 110, 60),
    row("suppression of refusals", 100, 25, 100, 50),
    row("claimed authority", 100, 50, 120, 60),
    row("marks of a conversation", 100, 40, 130, 60),
    row("instructions to a machine", 60, 50, 130, 50),
    row("payload in pieces", 100, 60, 100, 60),
    row("encoded payload", 100, 100, 110, 80),
    row("invisible characters", 100, 100, 100, 100),
    row("link that takes data along", 100, 100, 110, 110),
];

impl Family {
    pub(super) const COUNT: usize = 12;

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        ROWS.get(self as usize).map_or("", |row| row.name)
    }

    /// How much it counts in a piece of a kind.
    pub(super) fn factor(self, kind: PieceKind) -> f32 {
        let percent = ROWS.get(self as usize).map_or(100, |row| match kind {
            PieceKind::User => row.user,
            PieceKind::System => row.system,
            PieceKind::ToolResult | PieceKind::Other => row.tool,
            PieceKind::ToolArguments | PieceKind::Reasoning | PieceKind::Answer => row.model,
        });
        f32::from(percent) / 100.0
    }

    /// Whether it is something that is asked of the reader.
    pub(super) const fn is_asked(self) -> bool {
        matches!(
            self,
            Self::Override | Self::Persona | Self::Mode | Self::Authority
        )
    }

    pub(super) const ALL: [Self; Self::COUNT] = [
        Self::Override,
        Self::Disclosure,
        Self::Persona,
        Self::Mode,
        Self::Suppression,
        Self::Authority,
        Self::Markup,
        Self::Planted,
        Self::Smuggling,
        Self::Encoded,
        Self::Invisible,
        Self::Exfiltration,
    ];
}
