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
fn signs_that_a_host_may_hold_hide_no_other_host() {
    let texts: Vec<_> = ",;!$&'()*+=~{}|^`\""
        .chars()
        .flat_map(|sign| {
            [
                format!("https://example.org{sign}.evil.com/"),
                format!("see https://example.org{sign}x.evil.com now"),
                format!("![x](https://example.org{sign}.evil.com/a)"),
                format!("<img src=https://example.org{sign}.evil.com>"),
                format!("https://example.org{sign}:443.evil.com"),
                format!("https://example.org:443{sign}.evil.com/"),
                format!("https://example.org{sign}%2eevil%2ecom/"),
            ]
        })
        .collect();
    for text in texts {
        assert_ne!(check(ALLOW, &text), "", "{text}");
    }
    fails(
        ALLOW,
        "has a host that cannot be read",
        &[
            "https://example.org&x=1",
            "https://example.org$/",
            "https://example.org&#46;evil.com/",
            "https://example.org&period;evil.com/",
            "https://'example.org/",
            "https://example.org:x/",
            "https://[::1",
            "<a href=\"https://example.org\n,.evil.com/\">",
            "'https://example.org'.evil.com/",
            "https://example.org%00.evil.com",
            "https://example.org%2C.evil.com",
        ],
    );
    fails(
        ALLOW,
        "has a domain that is not allowed",
        &[
            "<a href=\"https://example.org\n.evil.com/\">",
            "https:evil.com/x",
            "https://[::1]x.evil.com",
        ],
    );
    let long = format!("https://{}@evil.com/", "a".repeat(5000));
    fails(ALLOW, "has a host that cannot be read", &[&long]);
    let hidden = "a URL with escapes of HTML has a domain that is not allowed";
    for text in ["[x](https&#58;//evil.zz)", "[x](&#x68;ttps:&sol;/evil.zz)"] {
        assert_eq!(check(ALLOW, text), hidden, "{text}");
    }
    fails(
        r#"{"deny": ["evil.com"]}"#,
        "has a host that cannot be read",
        &["https://a,.evil.com", "https://a(b.evil.com"],
    );
    fails(
        r#"{"deny": ["evil.com"]}"#,
        "has a domain that is denied",
        &[
            "https://evil.com,a.b",
            "https://evil.com!",
            "https://evil\u{fe0f}.com",
        ],
    );
}

#[test]
fn what_stands_beside_a_link_in_a_text_is_no_part_of_it() {
    passes(
        ALLOW,
        &[
            "https://example.org, https://example.org; (https://example.org), https://example.org!",
            "**https://example.org** _https://example.org_ `https://example.org`. ~https://example.org~",
            "[a](https://example.org)text.more [b](https://example.org).",
            "'https://example.org','https://www.example.org' \"https://example.org\",\"b\"",
            "{\"url\":\"https://example.org\",\"next\":\"x.y\"}",
            "https://example.org,https://www.example.org/",
            "|https://example.org|text|",
            "<https://example.org> <https://example.org|label> <a>https://example.org</a>",
            "https://example.org… https://example.org） 「https://example.org」，",
            "https://example.org，and https://example.org—that",
            "&quot;https://example.org&quot; https://example.org:8080, https://example.org:",
            "URLs begin with `https://`, that is \"https://\" or https://...",
            "https://example.org... http://10.0.0.1. http://10.0.0.1:80,",
            "I use https: it is safe. https:x",
        ],
    );
    passes(
        "{}",
        &["http://[::1], http://[::1]:80. http://[::1]. (http://[::1])"],
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
    for text in [
        "1.2.3.4.5",
        "256.1.1.1",
        "a.1",
        "09",
        "a.0x1",
        "99999999999999999999",
    ] {
        assert_eq!(Host::read(text), None, "{text}");
    }
}
