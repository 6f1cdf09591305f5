//! AWS signatures, made by Envoy behind the filter: over the path and the body that
//! the filter has written, anew in each attempt.

use serde_json::{Map, Value, json};
use sluice_config::{AwsCredentials, Endpoint, SigV4};

use super::secrets::file;
use super::typed;

/// The filter that signs.
///
/// Of the headers it signs what AWS demands and the type of the body. More would be
/// more that a later hop may change.
pub(super) fn signer(endpoint: &Endpoint, sigv4: &SigV4) -> Value {
    let mut config = json!({
        "service_name": sigv4.service,
        "region": sigv4.region,
        // The router sets the host once it has a connection, which on a fresh one
        // is after this filter has signed.
        "host_rewrite": endpoint.authority(),
        "match_included_headers": [{"exact": "content-type"}],
    });
    if let Some(provider) = credentials(&sigv4.credentials) {
        config["credential_provider"] = provider;
    }
    json!({
        "name": "envoy.filters.http.aws_request_signing",
        "typed_config": typed(
            "envoy.extensions.filters.http.aws_request_signing.v3.AwsRequestSigning",
            config,
        ),
    })
}

/// The one place to look; none for all the usual ones.
fn credentials(found: &AwsCredentials) -> Option<Value> {
    let role = |role_arn: &str, session: Option<&String>| {
        let mut fields = Map::new();
        fields.insert("role_arn".to_owned(), json!(role_arn));
        if let Some(session) = session {
            fields.insert("role_session_name".to_owned(), json!(session));
        }
        Value::Object(fields)
    };
    let (name, fields) = match found {
        AwsCredentials::Chain => return None,
        AwsCredentials::Environment => ("environment_credential_provider", json!({})),
        AwsCredentials::Container => ("container_credential_provider", json!({})),
        AwsCredentials::Instance => ("instance_profile_credential_provider", json!({})),
        AwsCredentials::File {
            file: path,
            profile,
        } => {
            let mut fields = json!({"credentials_data_source": file(path, true)});
            if let Some(profile) = profile {
                fields["profile"] = json!(profile);
            }
            ("credentials_file_provider", fields)
        }
        AwsCredentials::WebIdentity {
            token_file,
            role_arn,
            session_name,
        } => {
            let mut fields = role(role_arn, session_name.as_ref());
            fields["web_identity_token_data_source"] = file(token_file, true);
            ("assume_role_with_web_identity_provider", fields)
        }
        AwsCredentials::Role {
            role_arn,
            session_name,
        } => (
            "assume_role_credential_provider",
            role(role_arn, session_name.as_ref()),
        ),
    };
    Some(json!({"custom_credential_provider_chain": true, name: fields}))
}
