//! A running Envoy's admin page, asked by the command that runs it.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

/// The page is on this machine.
const PATIENCE: Duration = Duration::from_secs(2);
/// More than one counter takes.
const MAX_ANSWER: u64 = 64 << 10;

/// Where an admin page is.
#[derive(Debug, Clone)]
pub(crate) enum Admin {
    /// A port.
    Port(SocketAddr),
    /// A socket in the file system.
    Socket(PathBuf),
}

/// What takes Envoy time to make ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Clusters,
    Listeners,
}

/// How far Envoy is with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Files that it has taken over.
    pub(crate) taken: u64,
    /// Files that it has not.
    pub(crate) refused: u64,
    /// Resources that cannot be used yet.
    pub(crate) warming: u64,
}

impl Admin {
    /// From here on Envoy asks clients to go away when their answers are complete; it
    /// still serves whoever comes.
    pub(crate) fn drain(&self) -> io::Result<()> {
        self.ask("POST", "/drain_listeners?graceful&skip_exit")
            .map(drop)
    }

    /// How many requests are being answered.
    pub(crate) fn active(&self) -> io::Result<u64> {
        let name = "http.sluice.downstream_rq_active";
        let page = self.ask("GET", &format!("/stats?filter=^{name}$"))?;
        let value = page
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        value
            .and_then(|value| value.trim().parse().ok())
            .ok_or_else(|| io::Error::other("no count of requests"))
    }

    /// How far Envoy is with a kind of resources.
    pub(crate) fn progress(&self, kind: Kind) -> io::Result<Progress> {
        let (manager, source, warming) = match kind {
            Kind::Clusters => ("cluster_manager", "cds", "warming_clusters"),
            Kind::Listeners => ("listener_manager", "lds", "total_listeners_warming"),
        };
        let page = self.ask("GET", &format!("/stats?filter=^{manager}"))?;
        let value = |name: String| {
            let mut lines = page.lines();
            let value = lines.find_map(|line| line.strip_prefix(&name)?.strip_prefix(": "))?;
            value.trim().parse::<u64>().ok()
        };
        let values = || {
            Some(Progress {
                taken: value(format!("{manager}.{source}.update_success"))?,
                refused: value(format!("{manager}.{source}.update_rejected"))?,
                warming: value(format!("{manager}.{warming}"))?,
            })
        };
        values().ok_or_else(|| io::Error::other("no count of updates"))
    }

    fn ask(&self, method: &str, path: &str) -> io::Result<String> {
        match self {
            Self::Port(address) => {
                let stream = TcpStream::connect_timeout(address, PATIENCE)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                exchange(stream, method, path)
            }
            Self::Socket(file) => {
                let stream = UnixStream::connect(file)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                exchange(stream, method, path)
            }
        }
    }
}

/// The answer as it comes, head and body; few enough bytes that how they are cut up
/// on the way does not matter.
fn exchange(mut stream: impl Read + Write, method: &str, path: &str) -> io::Result<String> {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: admin\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.take(MAX_ANSWER).read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    if answer.starts_with("HTTP/1.1 200") {
        Ok(answer)
    } else {
        let status = answer.lines().next().unwrap_or("no answer");
        Err(io::Error::other(status.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    fn page(answer: &'static str) -> Admin {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            let _read = stream.read(&mut request).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        });
        Admin::Port(address)
    }

    #[test]
    fn the_count_of_requests_is_read_from_the_page() {
        let admin = page("HTTP/1.1 200 OK\r\n\r\nhttp.sluice.downstream_rq_active: 12\n");
        assert_eq!(admin.active().unwrap(), 12);
    }

    #[test]
    fn the_state_of_the_clusters_is_read_from_the_page() {
        let admin = page(
            "HTTP/1.1 200 OK\r\n\r\ncluster_manager.active_clusters: 4\n\
             cluster_manager.cds.update_rejected: 1\ncluster_manager.cds.update_success: 3\n\
             cluster_manager.warming_clusters: 2\n",
        );
        let expected = Progress {
            taken: 3,
            refused: 1,
            warming: 2,
        };
        assert_eq!(admin.progress(Kind::Clusters).unwrap(), expected);
        let admin = page("HTTP/1.1 200 OK\r\n\r\ncluster_manager.warming_clusters: 2\n");
        admin.progress(Kind::Listeners).unwrap_err();
    }

    #[test]
    fn a_page_that_refuses_is_an_error_with_its_status() {
        let admin = page("HTTP/1.1 404 Not Found\r\n\r\n");
        let error = admin.drain().unwrap_err();
        assert_eq!(error.to_string(), "HTTP/1.1 404 Not Found");
    }
}
