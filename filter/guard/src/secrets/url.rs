//! Passwords in URLs.

use super::found::Found;
use super::shape;
use super::view::{Step, View};

pub(super) const CONNECTION_STRING: &str = "CONNECTION_STRING";
pub(super) const BASIC_AUTH: &str = "BASIC_AUTH";

/// The longest user and password, and the longest rest of a connection string.
const USERINFO: usize = 320;
const REST: usize = 512;

/// Schemes of databases and brokers; a driver may follow behind a `+`.
pub(super) const SCHEMES: &[&str] = &[
    "postgres",
    "postgresql",
    "psql",
    "pgsql",
    "mysql",
    "mysqlx",
    "mariadb",
    "mongodb",
    "redis",
    "rediss",
    "valkey",
    "amqp",
    "amqps",
    "mssql",
    "sqlserver",
    "oracle",
    "cockroachdb",
    "cockroach",
    "clickhouse",
    "snowflake",
    "redshift",
    "neo4j",
    "neo4js",
    "bolt",
    "couchbase",
    "couchbases",
    "couchdb",
    "cassandra",
    "influxdb",
    "elasticsearch",
    "memcached",
    "nats",
    "kafka",
    "mqtt",
    "mqtts",
    "stomp",
    "ldap",
    "ldaps",
    "smtp",
    "smtps",
    "imap",
    "imaps",
    "etcd",
    "trino",
    "presto",
    "hive",
    "db2",
    "libsql",
    "surrealdb",
    "crdb",
    "timescaledb",
    "jdbc:postgresql",
    "jdbc:mysql",
    "jdbc:mariadb",
    "jdbc:sqlserver",
    "jdbc:oracle",
];

/// Schemes of everything else.
pub(super) const OTHER_SCHEMES: &[&str] = &[
    "https://",
    "http://",
    "ftp://",
    "ftps://",
    "sftp://",
    "ssh://",
    "git://",
    "git+https://",
    "socks5://",
    "wss://",
    "ws://",
    "s3://",
    "smb://",
    "rtsp://",
];

/// `scheme://user:password@host/…` of a database or a broker: all of it.
pub(super) fn connection(view: &View<'_>, start: usize) -> Step<Option<Found>> {
    let scheme = view.end_of(start, 40, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b':' | b'-' | b'_')
    })?;
    if view.slice(scheme - 1, scheme) != b":" || !view.has(scheme, b"//")? {
        return Ok(None);
    }
    let Some((host, score)) = userinfo(view, scheme + 2)? else {
        return Ok(None);
    };
    let mut end = view.end_of(host, REST, is_url)?;
    while end > host + 1
        && matches!(
            view.slice(end - 1, end),
            [b'.' | b',' | b';' | b':' | b'!' | b'?' | b')']
        )
    {
        end -= 1;
    }
    Ok(Some(Found::new(CONNECTION_STRING, start, end, score)))
}

/// `https://user:password@host`: the user and the password.
pub(super) fn basic(view: &View<'_>, start: usize) -> Step<Option<Found>> {
    let scheme = view.end_of(start, 16, |byte| byte != b'/')?;
    let user = scheme + 2;
    let Some((host, score)) = userinfo(view, user)? else {
        return Ok(None);
    };
    Ok(Some(Found::new(BASIC_AUTH, user, host - 1, score)))
}

/// Where the host begins behind a user and a password that are no stand-ins.
fn userinfo(view: &View<'_>, start: usize) -> Step<Option<(usize, u8)>> {
    let stop = view.end_of(start, USERINFO, |byte| {
        !matches!(byte, b'/' | b'?' | b'#') && is_url(byte)
    })?;
    let authority = view.slice(start, stop);
    let Some(at) = memchr::memrchr(b'@', authority) else {
        return Ok(None);
    };
    let user = authority.get(..at).unwrap_or_default();
    let Some(colon) = memchr::memchr(b':', user) else {
        return Ok(None);
    };
    let password = user.get(colon + 1..).unwrap_or_default();
    let is_host = authority
        .get(at + 1)
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'[' | b'$' | b'{'));
    let is_common = [&b"password"[..], b"passwd", b"secret", b"user", b"token"].contains(&password);
    if password.is_empty() || !is_host || (shape::is_stand_in(password) && !is_common) {
        return Ok(None);
    }
    let score = if is_common { 60 } else { 90 };
    Ok(Some((start + at + 1, score)))
}

/// What a URL is made of, in a text.
const fn is_url(byte: u8) -> bool {
    !byte.is_ascii_whitespace()
        && byte.is_ascii_graphic()
        && !matches!(
            byte,
            b'"' | b'\'' | b'`' | b'<' | b'>' | b'\\' | b'|' | b'^'
        )
}
