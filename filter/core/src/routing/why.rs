//! Rules in words, for operators: what each looked at.
//!
//! No word of a request is in them, but numbers and what the file says.

use sluice_config::{Feature, Target};

use super::rules::Ask;

pub(super) fn region(ask: &Ask<'_>, target: &Target) -> Option<String> {
    let asked = ask.data().filter_map(|rules| rules.regions.as_ref());
    let asked: Vec<String> = asked.map(|regions| regions.join(" or ")).collect();
    if asked.is_empty() {
        return None;
    }
    let place = target.provider.data.residency.as_deref();
    let asked = asked.join(" and ");
    Some(match place {
        Some(place) => format!("computes in {place}, asked is {asked}"),
        None => format!("where it computes is not said, asked is {asked}"),
    })
}

pub(super) fn no_training(ask: &Ask<'_>, target: &Target) -> Option<String> {
    let is_asked = ask.data().any(|rules| rules.no_training);
    is_asked.then(|| promise(target.provider.data.no_training))
}

pub(super) fn zdr(ask: &Ask<'_>, target: &Target) -> Option<String> {
    let is_asked = ask.data().any(|rules| rules.zdr);
    is_asked.then(|| promise(target.provider.data.zdr))
}

fn promise(is_promised: bool) -> String {
    if is_promised {
        "promised"
    } else {
        "not promised"
    }
    .to_owned()
}

pub(super) fn capability(ask: &Ask<'_>, target: &Target) -> Option<String> {
    let capabilities = target.card.capabilities;
    let parts: Vec<String> = ask
        .facts
        .features
        .iter()
        .filter_map(|feature| {
            let has = capabilities.get(feature)?;
            let word = if has { "has" } else { "lacks" };
            Some(format!("{word} {}", feature_name(feature)))
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

pub(super) fn max_output(ask: &Ask<'_>, target: &Target) -> Option<String> {
    let (asked, most) = (ask.facts.max_tokens?, target.card.max_output?);
    Some(format!("{asked} tokens of {most}"))
}

pub(super) fn context_window(ask: &Ask<'_>, target: &Target) -> Option<String> {
    let window = target
        .card
        .context_window
        .filter(|_| ask.facts.is_complete)?;
    let input = ask.facts.input_tokens;
    Some(match ask.facts.max_tokens {
        Some(output) => format!("about {input} and {output} tokens of {window}"),
        None => format!("about {input} tokens of {window}"),
    })
}

pub(super) fn concurrency(ask: &Ask<'_>, target: &Target) -> Option<String> {
    let most = target.provider.concurrency?.max;
    Some(format!(
        "{} of {most} under way",
        ask.account(target).in_flight
    ))
}

pub(super) fn cool_down(ask: &Ask<'_>, target: &Target) -> Option<String> {
    let cooling = ask.account(target).cooling?;
    let reason = cooling.reason.name();
    let left = cooling.until.saturating_sub(ask.moment.now);
    Some(if !left.is_zero() {
        format!("{reason}, for {:.1} s more", left.as_secs_f64())
    } else if cooling.is_probing {
        format!("{reason}, one request probes it")
    } else {
        format!("{reason}, its time is over and this request may probe it")
    })
}

/// The name of a feature in gateway.yaml.
pub(super) fn feature_name(feature: Feature) -> &'static str {
    let mut all = Feature::ALL.iter();
    all.find(|(known, _)| *known == feature)
        .map_or("something", |(_, name)| *name)
}
