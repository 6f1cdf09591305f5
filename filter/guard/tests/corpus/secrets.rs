//! Secrets: how the tokens of services begin and go on.

use crate::rng::Rng;
use crate::scheme::Class::Shape;
use crate::scheme::Scheme;

const HEX: &str = "0123456789abcdef";
const ALNUM: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const UPPER: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// CRC-32 of IEEE 802.3, bit by bit, in six digits of base 62.
fn crc_62(text: &str) -> String {
    let mut crc = u32::MAX;
    for byte in text.bytes() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                crc >> 1 ^ 0xEDB8_8320
            } else {
                crc >> 1
            };
        }
    }
    let mut rest = !crc as usize;
    let mut signs = Vec::new();
    for _ in 0..6 {
        signs.push(ALNUM.as_bytes()[rest % 62] as char);
        rest /= 62;
    }
    signs.into_iter().rev().collect()
}

fn checked(rng: &mut Rng, prefix: &str) -> String {
    let body = rng.string(ALNUM, 30);
    format!("{prefix}{body}{}", crc_62(&body))
}

/// Base64 of what a text says, in the alphabet of URLs.
fn base64(text: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for three in text.as_bytes().chunks(3) {
        let whole = three
            .iter()
            .fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte))
            << (8 * (3 - three.len()));
        for at in 0..=three.len() {
            out.push(ALPHABET[whole >> (18 - 6 * at) & 63] as char);
        }
    }
    out
}

fn jwt(rng: &mut Rng) -> String {
    let head = base64(r#"{"alg":"HS256","typ":"JWT"}"#);
    let body = base64(&format!(
        r#"{{"sub":"{}","iat":17{}}}"#,
        rng.like("####"),
        rng.like("########")
    ));
    format!("{head}.{body}.{}", rng.string(ALNUM, 43))
}

fn pem(rng: &mut Rng) -> String {
    let kind = *rng.pick(&[
        "RSA PRIVATE KEY",
        "PRIVATE KEY",
        "EC PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
    ]);
    let lines: Vec<String> = (0..4).map(|_| rng.string(ALNUM, 64)).collect();
    format!(
        "-----BEGIN {kind}-----\n{}\n-----END {kind}-----",
        lines.join("\n")
    )
}

/// A secret that stands by itself, under one of its names.
const fn secret(
    entity: &'static str,
    draw: fn(&mut Rng) -> String,
    called: &'static [(&'static str, &'static str)],
) -> Scheme {
    crate::scheme::scheme(entity, Shape, draw, None, &[], called)
}

const TOKEN: &[(&str, &str)] = &[("en", "token"), ("en", "API key"), ("en", "credential")];

pub(crate) const ALL: &[Scheme] = &[
    secret(
        "AWS_ACCESS_KEY_ID",
        |r| format!("AKIA{}", r.string(BASE32, 16)),
        TOKEN,
    ),
    secret(
        "GCP_API_KEY",
        |r| format!("AIza{}", r.string(ALNUM, 35)),
        TOKEN,
    ),
    secret("GITHUB_TOKEN", |r| checked(r, "ghp_"), TOKEN),
    secret(
        "GITLAB_TOKEN",
        |r| format!("glpat-{}", r.string(ALNUM, 20)),
        TOKEN,
    ),
    secret("NPM_TOKEN", |r| checked(r, "npm_"), TOKEN),
    secret(
        "PYPI_TOKEN",
        |r| format!("pypi-AgEIcHlwaS5vcmcC{}", r.string(ALNUM, 130)),
        TOKEN,
    ),
    secret(
        "DOCKER_TOKEN",
        |r| format!("dckr_pat_{}", r.string(ALNUM, 27)),
        TOKEN,
    ),
    secret(
        "ANTHROPIC_KEY",
        |r| format!("sk-ant-api03-{}AA", r.string(ALNUM, 93)),
        TOKEN,
    ),
    secret(
        "OPENAI_KEY",
        |r| format!("sk-proj-{}", r.string(ALNUM, 120)),
        TOKEN,
    ),
    secret(
        "HUGGINGFACE_TOKEN",
        |r| format!("hf_{}", r.string(ALNUM, 34)),
        TOKEN,
    ),
    secret(
        "GROQ_KEY",
        |r| format!("gsk_{}", r.string(ALNUM, 52)),
        TOKEN,
    ),
    secret(
        "REPLICATE_TOKEN",
        |r| format!("r8_{}", r.string(ALNUM, 37)),
        TOKEN,
    ),
    secret(
        "STRIPE_KEY",
        |r| format!("sk_live_{}", r.string(ALNUM, 24)),
        TOKEN,
    ),
    secret(
        "SHOPIFY_TOKEN",
        |r| format!("shpat_{}", r.string(HEX, 32)),
        TOKEN,
    ),
    secret(
        "SLACK_TOKEN",
        |r| {
            format!(
                "xoxb-{}-{}-{}",
                r.like("%##########"),
                r.like("%###########"),
                r.string(ALNUM, 24)
            )
        },
        TOKEN,
    ),
    secret(
        "DIGITALOCEAN_TOKEN",
        |r| format!("dop_v1_{}", r.string(HEX, 64)),
        TOKEN,
    ),
    secret(
        "DATABRICKS_TOKEN",
        |r| format!("dapi{}", r.string(HEX, 32)),
        TOKEN,
    ),
    secret(
        "SENDGRID_KEY",
        |r| format!("SG.{}.{}", r.string(ALNUM, 22), r.string(ALNUM, 43)),
        TOKEN,
    ),
    secret(
        "NEW_RELIC_KEY",
        |r| format!("NRAK-{}", r.string(UPPER, 27)),
        TOKEN,
    ),
    secret(
        "GRAFANA_TOKEN",
        |r| format!("glsa_{}_{}", r.string(ALNUM, 32), r.string(HEX, 8)),
        TOKEN,
    ),
    secret(
        "LINEAR_KEY",
        |r| format!("lin_api_{}", r.string(ALNUM, 40)),
        TOKEN,
    ),
    secret(
        "NOTION_TOKEN",
        |r| format!("ntn_{}{}", r.like("###########"), r.string(ALNUM, 35)),
        TOKEN,
    ),
    secret(
        "FIGMA_TOKEN",
        |r| format!("figd_{}", r.string(ALNUM, 40)),
        TOKEN,
    ),
    secret(
        "HASHICORP_VAULT_TOKEN",
        |r| format!("hvs.{}", r.string(ALNUM, 90)),
        TOKEN,
    ),
    secret(
        "DOPPLER_TOKEN",
        |r| format!("dp.pt.{}", r.string(ALNUM, 43)),
        TOKEN,
    ),
    secret(
        "PULUMI_TOKEN",
        |r| format!("pul-{}", r.string(HEX, 40)),
        TOKEN,
    ),
    secret(
        "POSTMAN_KEY",
        |r| format!("PMAK-{}-{}", r.string(HEX, 24), r.string(HEX, 34)),
        TOKEN,
    ),
    secret(
        "AIRTABLE_TOKEN",
        |r| format!("pat{}.{}", r.string(ALNUM, 14), r.string(HEX, 64)),
        TOKEN,
    ),
    secret(
        "BREVO_KEY",
        |r| format!("xkeysib-{}-{}", r.string(HEX, 64), r.string(ALNUM, 16)),
        TOKEN,
    ),
    secret(
        "CONTENTFUL_TOKEN",
        |r| format!("CFPAT-{}", r.string(ALNUM, 43)),
        TOKEN,
    ),
    secret(
        "SONARQUBE_TOKEN",
        |r| format!("squ_{}", r.string(HEX, 40)),
        TOKEN,
    ),
    secret(
        "RUBYGEMS_KEY",
        |r| format!("rubygems_{}", r.string(HEX, 48)),
        TOKEN,
    ),
    secret(
        "MAILGUN_KEY",
        |r| format!("key-{}", r.string(HEX, 32)),
        TOKEN,
    ),
    secret("JWT", jwt, TOKEN),
    secret("PRIVATE_KEY", pem, TOKEN),
    secret(
        "CONNECTION_STRING",
        |r| {
            let scheme = *r.pick(&["postgres", "mysql", "mongodb", "redis", "amqp"]);
            format!(
                "{scheme}://admin:{}@db.internal:54{}/main",
                r.string(ALNUM, 14),
                r.like("##")
            )
        },
        &[("en", "database"), ("en", "connection")],
    ),
];
