//! The tables: a file a family, an entry a sort of personal data.

mod argentina;
mod australia;
mod austria;
mod belgium;
mod brazil;
mod canada;
mod chile;
mod china;
mod denmark;
mod emirates;
mod finland;
mod france;
mod germany;
mod global;
mod hong_kong;
mod india;
mod ireland;
mod israel;
mod italy;
mod japan;
mod korea;
mod mexico;
mod netherlands;
mod nigeria;
mod norway;
mod poland;
mod portugal;
mod singapore;
mod south_africa;
mod spain;
mod sweden;
mod switzerland;
mod taiwan;
mod thailand;
mod turkey;
mod uk;
mod us;

pub(in crate::pii) use uk::postcode;

use super::entity::Entity;

/// Every sort of personal data there is, a table a family.
pub(crate) const ALL: &[&[Entity]] = &[
    global::ENTITIES,
    us::ENTITIES,
    uk::ENTITIES,
    argentina::ENTITIES,
    australia::ENTITIES,
    austria::ENTITIES,
    belgium::ENTITIES,
    brazil::ENTITIES,
    canada::ENTITIES,
    chile::ENTITIES,
    china::ENTITIES,
    denmark::ENTITIES,
    emirates::ENTITIES,
    finland::ENTITIES,
    france::ENTITIES,
    germany::ENTITIES,
    hong_kong::ENTITIES,
    india::ENTITIES,
    ireland::ENTITIES,
    israel::ENTITIES,
    italy::ENTITIES,
    japan::ENTITIES,
    korea::ENTITIES,
    mexico::ENTITIES,
    netherlands::ENTITIES,
    nigeria::ENTITIES,
    norway::ENTITIES,
    poland::ENTITIES,
    portugal::ENTITIES,
    singapore::ENTITIES,
    south_africa::ENTITIES,
    spain::ENTITIES,
    sweden::ENTITIES,
    switzerland::ENTITIES,
    taiwan::ENTITIES,
    thailand::ENTITIES,
    turkey::ENTITIES,
];

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = &'static Entity> {
    ALL.iter().flat_map(|table| table.iter())
}
