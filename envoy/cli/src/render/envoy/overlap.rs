//! Two renderings in one, for the time in which a running Envoy goes from one to the other.
//!
//! Envoy takes over one file after the other, and requests that came under the old
//! rendering may still ask for its providers. So what is gone stays for a while.

use serde_json::{Map, Value};

use super::names::{CLUSTERS_FILE, HEDGE_ROUTES_FILE, LISTENERS_FILE, ROUTES_FILE};
use crate::render::Files;

/// The member under which a matcher has its choices.
const CHOICES: &str = "exact_match_map";

/// The new rendering, and of the old one what the new has no longer: clusters, listeners,
/// routes, and the providers to which routes lead.
pub(crate) fn overlap(mut new: Files, old: &Files) -> Files {
    for name in [CLUSTERS_FILE, LISTENERS_FILE] {
        if let (Some(new), Some(old)) = (new.content_mut(name), old.content(name)) {
            unite(resources_mut(new), resources(old), "name");
        }
    }
    for name in [HEDGE_ROUTES_FILE, ROUTES_FILE] {
        let routes = new.content_mut(name).and_then(routes_mut);
        let old_routes = old.content(name).and_then(|file| file.pointer(ROUTES));
        if let (Some(new), Some(Value::Array(old))) = (routes, old_routes) {
            for (route, before) in pairs(new, old, "match") {
                add_choices(route, before);
            }
            unite(Some(new), Some(old), "match");
        }
    }
    new
}

/// Where the routes are in their file.
const ROUTES: &str = "/resources/0/virtual_hosts/0/routes";

fn routes_mut(file: &mut Value) -> Option<&mut Vec<Value>> {
    file.pointer_mut(ROUTES)?.as_array_mut()
}

fn resources(file: &Value) -> Option<&Vec<Value>> {
    file.get("resources")?.as_array()
}

fn resources_mut(file: &mut Value) -> Option<&mut Vec<Value>> {
    file.get_mut("resources")?.as_array_mut()
}

/// Those that are on both sides, as `key` has it.
fn pairs<'a>(
    new: &'a mut [Value],
    old: &'a [Value],
    key: &'a str,
) -> impl Iterator<Item = (&'a mut Value, &'a Value)> {
    new.iter_mut().filter_map(move |new| {
        let before = old.iter().find(|old| old.get(key) == new.get(key))?;
        Some((new, before))
    })
}

/// Puts in front what only the old side has. Of routes the first that matches counts, and
/// the last of both sides matches everything.
fn unite(new: Option<&mut Vec<Value>>, old: Option<&Vec<Value>>, key: &str) {
    let (Some(new), Some(old)) = (new, old) else {
        return;
    };
    let is_new = |old: &&Value| new.iter().any(|new| new.get(key) == old.get(key));
    let gone: Vec<Value> = old.iter().filter(|old| !is_new(old)).cloned().collect();
    new.splice(0..0, gone);
}

/// Adds the choices that the same matcher had before.
fn add_choices(new: &mut Value, old: &Value) {
    match (new, old) {
        (Value::Object(new), Value::Object(old)) => {
            for (name, value) in new {
                let Some(before) = old.get(name) else {
                    continue;
                };
                // A choice may be a matcher itself.
                add_choices(value, before);
                if name == CHOICES {
                    let choices = value.get_mut("map").and_then(Value::as_object_mut);
                    add_missing(choices, before.get("map"));
                }
            }
        }
        (Value::Array(new), Value::Array(old)) => {
            for (value, before) in new.iter_mut().zip(old) {
                add_choices(value, before);
            }
        }
        _ => {}
    }
}

fn add_missing(new: Option<&mut Map<String, Value>>, old: Option<&Value>) {
    let (Some(new), Some(Value::Object(old))) = (new, old) else {
        return;
    };
    for (name, value) in old {
        new.entry(name).or_insert_with(|| value.clone());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn route(matched: &str, providers: &[&str]) -> Value {
        let choices: Map<String, Value> = providers
            .iter()
            .map(|name| ((*name).to_owned(), json!({"cluster": name})))
            .collect();
        let inner = json!({"tree": {"exact_match_map": {"map": choices}}});
        json!({
            "match": matched,
            "route": [{"tree": {"exact_match_map": {"map": {"1": inner}}}}],
        })
    }

    fn rendering(names: &[&str], routes: &[Value]) -> Files {
        let named: Vec<Value> = names.iter().map(|name| json!({"name": name})).collect();
        let mut files = Files::default();
        files.add(CLUSTERS_FILE, json!({"resources": named}));
        let hosts = json!([{"routes": routes}]);
        files.add(
            ROUTES_FILE,
            json!({"resources": [{"virtual_hosts": hosts}]}),
        );
        files.add(LISTENERS_FILE, json!({"resources": named}));
        files
    }

    #[test]
    fn what_only_the_old_rendering_has_stays_and_the_new_one_wins_elsewhere() {
        let old = rendering(
            &["a", "b"],
            &[route("gone", &["b"]), route("", &["a", "b"])],
        );
        let new = rendering(
            &["b", "c"],
            &[route("fresh", &["c"]), route("", &["b", "c"])],
        );
        let both = overlap(new, &old);
        let expected = rendering(
            &["a", "b", "c"],
            &[
                route("gone", &["b"]),
                route("fresh", &["c"]),
                route("", &["b", "c", "a"]),
            ],
        );
        for name in [CLUSTERS_FILE, ROUTES_FILE, LISTENERS_FILE] {
            assert_eq!(both.content(name), expected.content(name));
        }
    }

    #[test]
    fn a_rendering_over_itself_is_itself() {
        let files = rendering(&["a"], &[route("", &["a"])]);
        let both = overlap(files.clone(), &files);
        for name in [CLUSTERS_FILE, ROUTES_FILE, LISTENERS_FILE] {
            assert_eq!(both.content(name), files.content(name));
        }
    }
}
