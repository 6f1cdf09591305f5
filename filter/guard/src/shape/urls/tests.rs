use std::net::IpAddr;

use super::host::Host;
use crate::judge::PieceKind;
use crate::shape::tests::{judge, spec};

fn check(json: &str, text: &str) -> String {
    let check = spec::<super::Spec>(json).compile().unwrap();
    judge(&check, PieceKind::Answer, &[text]).unwrap_or_default()
}

#[track_caller]
fn passes(json: &str, texts: &[&str]) {
    for text in texts {
        assert_eq!(check(json, text), "", "{text}");
    }
}

#[track_caller]
fn fails(json: &str, problem: &str, texts: &[&str]) {
    for text in texts {
        assert_eq!(check(json, text), format!("URL 1 {problem}"), "{text}");
    }
}

const ALLOW: &str = r#"{"allow": ["example.org", "*.cdn.example", "bücher.example", "10.0.0.1"]}"#;

#[test]
fn allowed_domains_stand_for_those_below_them() {
    passes(
        ALLOW,
        &[
            "See https://example.org/a?b#c, and (http://www.example.org). Also EXAMPLE.ORG.",
            "[a](https://a.cdn.example/x.png) <a href=\"//example.org\">",
            "https://xn--bcher-kva.example/ https://BÜCHER.example:8080/",
            "http://10.0.0.1:80/ http://0x0a000001/",
            "https://ｅｘａｍｐｌｅ。org/",
            "https://ex%61mple.org./",
            "no link: 3.5 m, e.g. this, main.rs, README.md, a@evil.com, src/lib.rs/x, std::fmt, 12:30",
        ],
    );
    fails(
        ALLOW,
        "has a domain that is not allowed",
        &[
            "https://evil.com",
            "https://example.org.evil.com/",
            "https://notexample.org",
            "https://cdn.example",
            "go to evil.com/path",
            "www.evil.zz",
            "![x](https://evil.com/?q=secret)",
            "[a](//evil.com/x)",
            "<img src='//evil.com'>",
            "https://еxample.org",
            "https:/evil.com",
            "https:\\\\evil.com",
            "http://10.0.0.2",
            "text,https://evil.com,text",
            "https://xn--xample-2of.org",
            "https://example.org%2eevil.com",
        ],
    );
}

#[test]
fn a_host_is_not_made_to_look_like_another() {
    fails(
        ALLOW,
        "has a name before its host",
        &[
            "https://example.org@evil.com/",
            "https://example.org:x@evil.com",
            "https://example.org,@evil.com",
            "https://evil.com\\@example.org/",
        ],
    );
    let with_names = r#"{"allow": ["example.org"], "userinfo": true}"#;
    passes(with_names, &["https://name:pass@example.org/"]);
    fails(
        with_names,
        "has a domain that is not allowed",
        &[
            "https://example.org@evil.com/",
            "https://evil.com\\@example.org/",
            "https://example.org\\@evil.com/",
        ],
    );
}

#[test]
fn denied_domains_schemes_and_addresses_fail() {
    fails(
        r#"{"deny": ["evil.com"]}"#,
        "has a domain that is denied",
        &["http://a.evil.com", "evil.com", "https://EVIL.com./"],
    );
    passes(
        r#"{"deny": ["evil.com"]}"#,
        &["https://good.com notevil.com"],
    );
    fails(
        "{}",
        "has a scheme that is not allowed",
        &[
            "ftp://a.b",
            "[x](javascript:alert)",
            "data:text/html,x",
            "mailto:a@b.c",
        ],
    );
    passes(r#"{"schemes": ["ftp"]}"#, &["FTP://a.b"]);
    fails(
        r#"{"ip_hosts": false}"#,
        "has an IP address for its host",
        &[
            "http://127.0.0.1/",
            "http://127.1",
            "http://2130706433/",
            "http://0177.0.0.1",
            "http://[::1]/",
            "http://[::ffff:1.2.3.4]:80",
        ],
    );
    passes(
        r#"{"allow": ["a.com"], "bare": false}"#,
        &["evil.com and www.evil.com"],
    );
    assert_eq!(
        check(r#"{"max": 1}"#, "http://a.com http://b.com"),
        "there are 2 URLs, more than 1"
    );
    let errors = spec::<super::Spec>(r#"{"allow": ["https://a.com"], "deny": ["a b"]}"#)
        .compile()
        .unwrap_err();
    let at: Vec<_> = errors.iter().map(|error| error.at.as_str()).collect();
    assert_eq!(at, ["urls.allow[0]", "urls.deny[0]"]);
}

#[test]
fn addresses_are_read_in_every_form() {
    let ip = |text: &str| Some(Host::Ip(text.parse::<IpAddr>().unwrap()));
    for text in [
        "127.0.0.1",
        "127.1",
        "0x7f000001",
        "2130706433",
        "0177.0.0.01",
        "127.0.1.",
    ] {
        assert_eq!(Host::read(text), ip("127.0.0.1"), "{text}");
    }
    assert_eq!(Host::read("[::ffff:127.0.0.1]"), ip("127.0.0.1"));
    assert_eq!(
        Host::read("xn--bcher-kva.de"),
        Some(Host::Name("bücher.de".to_owned()))
    );
    assert_eq!(Host::read("xn--0.de"), None);
    assert_eq!(
        Host::read("1.2.3.4.5"),
        Some(Host::Name("1.2.3.4.5".to_owned()))
    );
    assert_eq!(
        Host::read("256.1.1.1"),
        Some(Host::Name("256.1.1.1".to_owned()))
    );
}
