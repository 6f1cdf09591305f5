//! What the gateway has counted.

use std::collections::BTreeMap;

use sluice_harness::Gateway;

/// The values of a counter, added up by the values of one label.
pub(crate) fn by_label(gateway: &Gateway, metric: &str, label: &str) -> BTreeMap<String, u64> {
    let path = format!("/stats/prometheus?filter={metric}");
    let page = gateway.envoy().admin(&path);
    let label = format!("{label}=\"");
    let mut values = BTreeMap::new();
    for line in page.lines().filter(|line| line.starts_with(metric)) {
        let rest = line.split_once(&label).map(|(_, rest)| rest);
        let name = rest.and_then(|rest| rest.split('"').next());
        let value = line
            .rsplit(' ')
            .next()
            .and_then(|value| value.parse::<u64>().ok());
        if let (Some(name), Some(value)) = (name, value) {
            let sum: &mut u64 = values.entry(name.to_owned()).or_default();
            *sum += value;
        }
    }
    values
}

/// Modules that were loaded again, as lines of Envoy's statistics.
pub(crate) fn reloads(gateway: &Gateway) -> Vec<String> {
    let page = gateway.envoy().admin("/stats?filter=vm_reload");
    let lines = page.lines().filter(|line| !line.ends_with(": 0"));
    lines.map(str::to_owned).collect()
}
