//! The reference page of the kinds of providers, made from their table.

use std::collections::BTreeSet;

use sluice_protocol::provider::{self, Auth, Kind, PARTS, Template};

const HEAD: &str = "\
# Kinds of providers

Made by `make gen` from the table in `filter/protocol/src/provider/rows`, where each entry also names
what is special about the provider and which page of its reference says so.

A provider in `gateway.yaml` names its kind, and what only its user knows:

```yaml
providers:
  fast: {kind: groq}
  azure: {kind: azure-openai, resource: my-resource}
  local: {kind: vllm, endpoint: http://gpu-box:8000}
```

A request in a format that the provider speaks passes as it is, but for what the provider does not
take; any other is translated to the first format. The key is read from the environment variable
unless `auth` says otherwise. `endpoint`, `format` and `path` take the place of the table's.

| kind | | endpoint | to be given | key | formats |
|---|---|---|---|---|---|
";

/// The page, in Markdown.
pub(crate) fn page() -> String {
    let rows = provider::all().iter().map(|kind| row(kind));
    HEAD.to_owned() + &rows.collect::<String>()
}

fn row(kind: &Kind) -> String {
    let formats: Vec<&str> = kind.chat.iter().map(|chat| chat.format.name()).collect();
    let endpoint = if kind.endpoint.is_empty() {
        String::new()
    } else {
        format!("`{}{}`", kind.endpoint, kind.base)
    };
    format!(
        "| `{}` | {} | {endpoint} | {} | {} | {} |\n",
        kind.name,
        kind.title,
        parts(kind),
        auth(kind.auth),
        formats.join(", "),
    )
}

/// What has to be given, and what may be.
fn parts(kind: &Kind) -> String {
    let mut gaps: BTreeSet<&str> = BTreeSet::new();
    let paths = kind
        .chat
        .iter()
        .flat_map(|chat| [Some(chat.path), chat.stream_path])
        .flatten();
    for template in [kind.endpoint, kind.base].into_iter().chain(paths) {
        gaps.extend(Template::new(template).gaps().map(|gap| match gap {
            "region_prefix" => "region",
            other => other,
        }));
    }
    let needed = PARTS.iter().filter(|part| gaps.contains(*part));
    let told: Vec<String> = needed
        .map(|part| {
            let default = kind.defaults.iter().find(|(name, _)| name == part);
            match (default, *part) {
                (Some((_, text)), _) => format!("`{part}` (`{text}`)"),
                (None, "deployment") => "`deployment` (the target's model)".to_owned(),
                (None, _) => format!("`{part}`"),
            }
        })
        .collect();
    told.join(", ")
}

fn auth(auth: Auth) -> String {
    match auth {
        Auth::None => "none".to_owned(),
        Auth::Bearer(variable) => format!("`{variable}`"),
        Auth::Header(name, variable) => format!("`{variable}`, as `{name}`"),
        Auth::SigV4(_) => "AWS credentials".to_owned(),
    }
}
