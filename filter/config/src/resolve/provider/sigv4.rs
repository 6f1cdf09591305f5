//! Signatures over each request.

use sluice_protocol::provider;

use super::super::Problems;
use super::parts::Parts;
use crate::{Auth, AwsCredentials, Path, SigV4, raw};

const MAX_WORD: usize = 64;

/// Reads them; `path` is the provider's.
pub(super) fn read(
    raw: &raw::SigV4,
    usual: provider::Auth,
    parts: &mut Parts<'_>,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Option<Auth> {
    let at = path.key("auth").key("sigv4");
    let region = match &raw.region {
        Some(region) => Some(region.clone()),
        None => parts.need("region", path, problems),
    };
    let service = match (&raw.service, usual) {
        (Some(service), _) => Some(service.clone()),
        (None, provider::Auth::SigV4(service)) => Some(service.to_owned()),
        (None, _) => {
            problems.add_missing(at.key("service"), "add the service to sign for, `bedrock`");
            None
        }
    };
    for (key, word) in [("region", &raw.region), ("service", &raw.service)] {
        if word.as_deref().is_some_and(|word| !is_word(word)) {
            problems.add(at.key(key), "not a name of AWS's", "use a-z 0-9 -");
        }
    }
    let credentials = credentials(raw, &at, problems)?;
    Some(Auth::SigV4(SigV4 {
        region: region?,
        service: service?,
        credentials,
    }))
}

fn credentials(raw: &raw::SigV4, at: &Path, problems: &mut Problems<'_>) -> Option<AwsCredentials> {
    if raw.profile.is_some() && raw.file.is_none() {
        problems.add(at.key("profile"), "a profile of no file", "add `file`");
        return None;
    }
    for (key, value) in [
        ("token_file", &raw.token_file),
        ("session_name", &raw.session_name),
    ] {
        if value.is_some() && raw.role_arn.is_none() {
            problems.add(at.key(key), "belongs to a role", "add `role_arn`");
            return None;
        }
    }
    let found = match (raw.credentials, &raw.file, &raw.role_arn) {
        (None, None, None) => AwsCredentials::Chain,
        (Some(raw::AwsSource::Environment), None, None) => AwsCredentials::Environment,
        (Some(raw::AwsSource::Container), None, None) => AwsCredentials::Container,
        (Some(raw::AwsSource::Instance), None, None) => AwsCredentials::Instance,
        (None, Some(file), None) => AwsCredentials::File {
            file: file.clone(),
            profile: raw.profile.clone(),
        },
        (None, None, Some(role)) => {
            if !role.starts_with("arn:") {
                problems.add(
                    at.key("role_arn"),
                    "not the ARN of a role",
                    "write it like arn:aws:iam::123456789012:role/NAME",
                );
            }
            let (role_arn, session_name) = (role.clone(), raw.session_name.clone());
            match &raw.token_file {
                Some(token_file) => AwsCredentials::WebIdentity {
                    token_file: token_file.clone(),
                    role_arn,
                    session_name,
                },
                None => AwsCredentials::Role {
                    role_arn,
                    session_name,
                },
            }
        }
        _ => {
            problems.add(
                at.clone(),
                "says where credentials are more than once",
                "give one of credentials, file, role_arn",
            );
            return None;
        }
    };
    Some(found)
}

fn is_word(text: &str) -> bool {
    (1..=MAX_WORD).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
