//! An explanation for people and for programs.

use serde_json::{Value, json};
use sluice_core::routing::{
    self, ExplainedGroup, ExplainedMember, ExplainedNode, ExplainedTarget, Finding,
};

use super::{Explanation, Outcome, Step};

impl Explanation {
    pub(super) fn text(&self) -> String {
        let caller = match &self.caller {
            Some((name, Some(team))) => format!("{name} of team {team}, by its key"),
            Some((name, None)) => format!("{name}, by its key"),
            None if self.access_is_open => "anybody; access is open".to_owned(),
            None => "not known".to_owned(),
        };
        let mut text = format!("caller: {caller}\nformat: {}\n", self.client);
        if let Some((model, is_strict)) = &self.model {
            let strict = if *is_strict { "strict" } else { "lenient" };
            text.push_str(&format!("model: {model}, translation {strict}\n"));
        }
        if let Some(routing) = &self.routing {
            for line in routing.lines() {
                text.push_str(&line);
                text.push('\n');
            }
        }
        match &self.outcome {
            Outcome::Answered(body) => {
                text.push_str(&format!("answer: by the gateway itself\n{body:#}"));
            }
            Outcome::Refused(status, body) => {
                text.push_str(&format!("refused: status {status}\n{body:#}"));
            }
            Outcome::Forwarded { fallback, steps } => {
                for (at, step) in (1..).zip(steps) {
                    text.push_str(&step.text(at));
                }
                let on = if fallback.is_empty() {
                    "nothing".to_owned()
                } else {
                    fallback.join(", ")
                };
                text.push_str(&format!("the next target is tried on: {on}"));
            }
        }
        text
    }

    pub(super) fn json(&self) -> Value {
        let caller = self
            .caller
            .as_ref()
            .map(|(name, team)| json!({"name": name, "team": team}));
        let mut value = json!({
            "caller": caller,
            "access": if self.access_is_open { "open" } else { "keys" },
            "client_format": self.client.name(),
        });
        if let Some((model, is_strict)) = &self.model {
            value["model"] = json!(model);
            value["strict"] = json!(is_strict);
        }
        if let Some(explanation) = &self.routing {
            value["routing"] = routing(explanation);
        }
        match &self.outcome {
            Outcome::Answered(body) => value["answer"] = body.clone(),
            Outcome::Refused(status, body) => {
                value["refused"] = json!({"status": status, "body": body});
            }
            Outcome::Forwarded { fallback, steps } => {
                value["fallback_on"] = json!(fallback);
                value["targets"] = steps.iter().map(Step::json).collect();
            }
        }
        value
    }
}

impl Step {
    fn text(&self, at: usize) -> String {
        let mut text = format!(
            "{at}. {}/{}\n   {}\n   translation: {}\n",
            self.provider, self.model, self.url, self.translation
        );
        for loss in self.losses.as_array().into_iter().flatten() {
            let word = |key: &str| loss.get(key).and_then(Value::as_str).unwrap_or_default();
            let (field, action, reason) = (word("field"), word("action"), word("reason"));
            text.push_str(&format!("   {action}: {field} ({reason})\n"));
        }
        if let Some(problem) = &self.problem {
            text.push_str(&format!("   cannot take it: {problem}\n"));
        }
        text
    }

    fn json(&self) -> Value {
        json!({
            "provider": self.provider,
            "model": self.model,
            "url": self.url,
            "translation": self.translation,
            "losses": self.losses,
            "problem": self.problem,
        })
    }
}

fn routing(explanation: &routing::Explanation) -> Value {
    let name = |index: &usize| explanation.targets.get(*index).map(ExplainedTarget::name);
    let decision = &explanation.decision;
    json!({
        "request": explanation.request,
        "targets": explanation.targets.iter().map(target).collect::<Value>(),
        "tree": group(&explanation.tree),
        "order": decision.order.iter().filter_map(name).collect::<Value>(),
        "last_resort": decision.is_last_resort,
        "shadow": decision.shadow.as_ref().and_then(name),
    })
}

fn target(target: &ExplainedTarget) -> Value {
    let rules = target.findings.iter();
    let rules = rules
        .map(|Finding { rule, admits, why }| json!({"rule": rule, "admits": admits, "why": why}));
    json!({
        "provider": target.provider,
        "model": target.model,
        "excluded_by": target.excluded.map(routing::Rule::name),
        "rules": rules.collect::<Value>(),
    })
}

fn group(group: &ExplainedGroup) -> Value {
    json!({
        "strategy": group.strategy,
        "members": group.members.iter().map(member).collect::<Value>(),
    })
}

fn member(member: &ExplainedMember) -> Value {
    let mut value = json!({
        "placed": member.is_placed,
        "when": member.when,
        "why": member.why,
    });
    match &member.node {
        ExplainedNode::Target(name) => value["target"] = json!(name),
        ExplainedNode::Group(inner) => value["group"] = group(inner),
    }
    value
}
