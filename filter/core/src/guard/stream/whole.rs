//! Whole bodies: the rules over all texts of one.

use std::ops::Range;

use sluice_guard::Window;
use sluice_protocol::json::{Document, Limits};
use sluice_protocol::texts::{PieceKind, Texts};

use super::super::named::{find_named, spaced};
use super::cluster::{Cluster, Clusters, Hit, sort};
use super::rules::{Denied, Effect, Found, Rules};

/// Applies the rules to all texts of a body, in their order.
///
/// # Errors
/// A match that denies; nothing of the body is then to go on.
pub(crate) fn apply(texts: &mut Texts<'_>, rules: &mut dyn Rules) -> Result<(), Denied> {
    let runs = texts.runs();
    let mut run_of = vec![None; texts.pieces().len()];
    for (number, run) in runs.iter().enumerate() {
        for piece in run {
            if let Some(slot) = run_of.get_mut(*piece) {
                *slot = Some(number);
            }
        }
    }
    let mut is_done = vec![false; runs.len()];
    for (number, run) in run_of.iter().enumerate() {
        match run {
            None => single(texts, number, rules)?,
            Some(run) => {
                if let (Some(done @ false), Some(pieces)) = (is_done.get_mut(*run), runs.get(*run))
                {
                    *done = true;
                    together(texts, pieces, rules)?;
                }
            }
        }
    }
    Ok(())
}

/// A text that is JSON itself, with the rules applied; `None` if it is none.
pub(super) fn inner(
    text: &str,
    kind: PieceKind,
    rules: &mut dyn Rules,
) -> Result<Option<String>, Denied> {
    let Ok(document) = Document::parse(text.as_bytes(), Limits::default()) else {
        return Ok(None);
    };
    let mut texts = Texts::free(kind, document.root(text.as_bytes()));
    apply(&mut texts, rules)?;
    Ok(Some(String::from_utf8_lossy(&texts.apply()).into_owned()))
}

/// One text.
fn single(texts: &mut Texts<'_>, number: usize, rules: &mut dyn Rules) -> Result<(), Denied> {
    let Some(piece) = texts.pieces().get(number) else {
        return Ok(());
    };
    let kind = piece.kind;
    let text = piece.text.clone();
    let name = piece.name.and_then(|name| texts.pieces().get(name));
    let name = name.map(|name| spaced(&name.text)).unwrap_or_default();
    let mut hits = Vec::new();
    for check in 0..rules.checks() {
        if rules.looks_at(check, kind) {
            find(check, (&name, &text), 0, &mut hits, rules);
        }
    }
    decide(&text, hits, rules, &mut |span, with| {
        texts.replace(number, span, with);
    })
}

/// Texts that are read as one: each alone, and what begins in one and ends in another.
fn together(texts: &mut Texts<'_>, run: &[usize], rules: &mut dyn Rules) -> Result<(), Denied> {
    let pieces = || run.iter().filter_map(|number| texts.pieces().get(*number));
    let Some(kind) = pieces().next().map(|piece| piece.kind) else {
        return Ok(());
    };
    let all: String = pieces().map(|piece| &*piece.text).collect();
    let mut seams = Vec::with_capacity(run.len());
    let mut hits = Vec::new();
    let checks: Vec<usize> = (0..rules.checks())
        .filter(|check| rules.looks_at(*check, kind))
        .collect();
    let mut at = 0;
    for piece in pieces() {
        for check in &checks {
            find(*check, ("", &piece.text), at, &mut hits, rules);
        }
        at += piece.text.len();
        seams.push(at);
    }
    seams.pop();
    for check in checks {
        find_across(check, &all, &seams, &mut hits, rules);
    }
    decide(&all, hits, rules, &mut |span, with| {
        texts.replace_in_run(run, span, with);
    })
}

fn find(
    check: usize,
    (name, text): (&str, &str),
    base: usize,
    hits: &mut Vec<Hit>,
    rules: &dyn Rules,
) {
    for found in find_named(rules.find(check), name, text) {
        hits.push(Hit {
            check,
            label: found.label,
            span: base + found.span.start..base + found.span.end,
            score: found.score,
        });
    }
}

/// What lies across the seams of a text, which are in order.
fn find_across(check: usize, all: &str, seams: &[usize], hits: &mut Vec<Hit>, rules: &dyn Rules) {
    let find = rules.find(check);
    let (reach, behind) = (find.reach(), find.look_behind());
    let mut regions: Vec<Range<usize>> = Vec::new();
    for seam in seams {
        let near = seam.saturating_sub(reach)..seam.saturating_add(reach).min(all.len());
        match regions.last_mut() {
            Some(last) if near.start <= last.end => last.end = near.end,
            _ => regions.push(near),
        }
    }
    for region in regions {
        let from = all.floor_char_boundary(region.start);
        let start = all.floor_char_boundary(from.saturating_sub(behind));
        let end = all.ceil_char_boundary(region.end);
        let window = Window {
            text: all.get(start..end).unwrap_or_default(),
            is_start: start == 0,
            from: from - start,
            is_end: end == all.len(),
        };
        find.find(window, &mut |found| {
            let span = start + found.span.start..start + found.span.end;
            let next = seams.partition_point(|seam| *seam <= span.start);
            if seams.get(next).is_some_and(|seam| *seam < span.end) {
                hits.push(Hit {
                    check,
                    label: found.label,
                    span,
                    score: found.score,
                });
            }
        });
    }
}

/// Decides about the matches of one text.
fn decide(
    text: &str,
    mut hits: Vec<Hit>,
    rules: &mut dyn Rules,
    replace: &mut dyn FnMut(Range<usize>, String),
) -> Result<(), Denied> {
    sort(&mut hits);
    let mut clusters = Clusters::default();
    let mut done: Vec<Cluster> = Vec::new();
    for hit in hits {
        let found = Found {
            check: hit.check,
            label: &hit.label,
            score: hit.score,
            text: text.get(hit.span.clone()).unwrap_or_default(),
        };
        match rules.effect(&found) {
            Effect::Note => {}
            Effect::Deny => {
                let check = Some(hit.check);
                return Err(Denied { check });
            }
            Effect::Replace => done.extend(clusters.push(hit)),
        }
    }
    done.extend(clusters.close(usize::MAX));
    for cluster in done {
        let with = rules.replacement(&Found {
            check: cluster.winner.check,
            label: &cluster.winner.label,
            score: cluster.winner.score,
            text: text.get(cluster.span.clone()).unwrap_or_default(),
        });
        replace(cluster.span, with);
    }
    Ok(())
}
