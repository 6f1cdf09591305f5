//! One cluster a service that guardrails ask, with its key and its TLS. The filter calls it
//! beside a request.

use serde_json::Value;
use sluice_config::{Service, ServicePlace};

use super::cluster::{OPEN, OPTIONS, credentials, options, protocol, server};
use super::secrets::Owner;
use super::{Place, Rendering, filters, headers};

/// The clusters of all services.
pub(super) fn all(rendering: &Rendering<'_>, place: &Place) -> Vec<Value> {
    let services = rendering.config.services().iter();
    let clusters = services.map(|service| cluster(rendering, service, place));
    clusters.collect()
}

fn cluster(rendering: &Rendering<'_>, service: &Service, place: &Place) -> Value {
    let (owner, endpoint, added, auth, breaker) = match &service.place {
        ServicePlace::Server(server) => (
            Owner::Service(&service.name),
            &server.endpoint,
            &server.headers,
            server.auth.as_ref(),
            &OPEN,
        ),
        // The provider's, but for the filter that writes its requests.
        ServicePlace::Model { provider, .. } => (
            Owner::Provider(&provider.name),
            &provider.endpoint,
            &provider.headers,
            provider.auth.as_ref(),
            &provider.circuit_breaker,
        ),
    };
    let mut chain = vec![headers::of_service(added)];
    chain.extend(credentials(owner, auth, endpoint, place));
    chain.push(filters::codec());
    let mut cluster = server(rendering, endpoint, breaker, &service.cluster());
    cluster[OPTIONS] = options(protocol(endpoint, false), Some(chain));
    cluster
}
