//! The reference page of the catalogue, made from its table.

use sluice_config::catalogue::{Catalogue, Entry};
use sluice_config::{Card, Feature, Price};

const HEAD: &str = "\
# Catalogue of models

Made by `make gen` from the table in `filter/config/src/catalogue/rows`, as of DATE. It tells which
targets can serve a request (tools, images, a long prompt) and what a request costs at each. A model
that is not in it is not excluded from anything, and has no price.

What is wrong or missing here is said in `gateway.yaml`, key by key, by the name that targets use:

```yaml
catalogue:
  gpt-5: {price: {input: 1.00, output: 8.00}}   # US dollars a million tokens
  my-model*: {context_window: 32768, tools: true, image: false}
```

A model is also found by the names that resellers have for it: `us.anthropic.claude-sonnet-4-5-20250929-v1:0`
and `anthropic/claude-sonnet-4.5` are `claude-sonnet-4-5`. Prices are those of the named kinds of providers,
for text and by default; a longer prompt, a batch or another tier may cost more or less. At other kinds the
model is known, but not its price. Of features a model has those with `+` and lacks those with `-`; of the
others nothing is known.
";

const COLUMNS: &str = "\
| model | window | output | has and lacks | input | output | cache read | cache write |
|---|---|---|---|---|---|---|---|
";

/// The page, in Markdown.
pub(crate) fn page() -> String {
    let mut page = HEAD.replace("DATE", Catalogue::DATE);
    let mut kinds: Option<&[&str]> = None;
    for entry in Catalogue::entries() {
        if kinds != Some(entry.kinds) {
            kinds = Some(entry.kinds);
            page.push_str(&format!("\n## {}\n\n{COLUMNS}", title(entry.kinds)));
        }
        page.push_str(&row(&entry));
    }
    page
}

fn title(kinds: &[&str]) -> String {
    if kinds.is_empty() {
        "anywhere".to_owned()
    } else {
        kinds.join(", ")
    }
}

fn row(entry: &Entry) -> String {
    let Card {
        context_window,
        max_output,
        price,
        ..
    } = entry.card;
    let tokens = |tokens: Option<u64>| tokens.map_or_else(String::new, |tokens| tokens.to_string());
    let price = |part: fn(&Price) -> Option<u64>| {
        let found = price.as_ref().and_then(part);
        found.map_or_else(String::new, dollars)
    };
    format!(
        "| `{}` | {} | {} | {} | {} | {} | {} | {} |\n",
        entry.model,
        tokens(context_window),
        tokens(max_output),
        features(&entry.card),
        price(|price| Some(price.input)),
        price(|price| Some(price.output)),
        price(|price| price.cache_read),
        price(|price| price.cache_write),
    )
}

fn features(card: &Card) -> String {
    let sign = |wanted: bool| {
        let all = Feature::ALL.iter();
        let names = all.filter(move |(feature, _)| card.capabilities.get(*feature) == Some(wanted));
        names.map(move |(_, name)| format!("{}{name}", if wanted { '+' } else { '-' }))
    };
    sign(true).chain(sign(false)).collect::<Vec<_>>().join(" ")
}

/// Thousandths as a decimal number.
fn dollars(thousandths: u64) -> String {
    let (whole, rest) = (thousandths / 1000, thousandths % 1000);
    let text = format!("{whole}.{rest:03}");
    let short = text.trim_end_matches('0');
    short.strip_suffix('.').unwrap_or(short).to_owned()
}
