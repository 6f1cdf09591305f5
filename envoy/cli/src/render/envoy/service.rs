//! One cluster a service that guardrails ask, with its key and its TLS. The filter calls it
//! beside a request.

use serde_json::Value;

use super::cluster::{OPEN, OPTIONS, credentials, options, protocol, server};
use super::secrets::Owner;
use super::{Place, Rendering, filters, headers};

/// The clusters of all services that are servers. A model has its provider's.
pub(super) fn all(rendering: &Rendering<'_>, place: &Place) -> Vec<Value> {
    let services = rendering.config.services().iter();
    let servers = services.filter_map(|service| Some((service, service.server()?)));
    let cluster = servers.map(|(service, found)| {
        let endpoint = &found.endpoint;
        let owner = Owner::Service(&service.name);
        let mut chain = vec![headers::of_service(&found.headers)];
        chain.extend(credentials(owner, found.auth.as_ref(), endpoint, place));
        chain.push(filters::codec());
        let mut cluster = server(rendering, endpoint, &OPEN, &service.cluster());
        cluster[OPTIONS] = options(protocol(endpoint, false), Some(chain));
        cluster
    });
    cluster.collect()
}
