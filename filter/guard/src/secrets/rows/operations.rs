//! Watching, messages, and the work of teams.

use crate::secrets::charset::Charset::{
    Alnum, Base64, Hex, LowerAlnum, LowerHex, Parts, UpperAlnum, Url, UrlDots,
};
use crate::secrets::check;
use crate::secrets::row::Part::{Is, Of};
use crate::secrets::row::{Row, row};

pub(super) const ROWS: &[Row] = &[
    row("SLACK_TOKEN", "xoxb-", &[Of(Url, 20, 150)]),
    row("SLACK_TOKEN", "xoxp-", &[Of(Url, 20, 150)]),
    row("SLACK_TOKEN", "xoxa-", &[Of(Url, 20, 150)]),
    row("SLACK_TOKEN", "xoxs-", &[Of(Url, 20, 200)]),
    row("SLACK_TOKEN", "xoxr-", &[Of(Url, 20, 150)]),
    row("SLACK_TOKEN", "xoxo-", &[Of(Url, 20, 150)]),
    row("SLACK_TOKEN", "xoxc-", &[Of(Url, 20, 150)]),
    row("SLACK_TOKEN", "xoxd-", &[Of(Parts, 20, 250)]),
    row("SLACK_TOKEN", "xoxe-", &[Of(Url, 20, 250)]),
    row("SLACK_TOKEN", "xoxe.xoxp-", &[Of(Url, 20, 250)]),
    row("SLACK_TOKEN", "xoxe.xoxb-", &[Of(Url, 20, 250)]),
    row("SLACK_TOKEN", "xapp-", &[Of(Url, 20, 200)]),
    row("SLACK_TOKEN", "xwfp-", &[Of(Url, 20, 200)]),
    row(
        "SLACK_WEBHOOK",
        "https://hooks.slack.com/services/",
        &[Of(Base64, 20, 120)],
    ),
    row(
        "SLACK_WEBHOOK",
        "hooks.slack.com/services/",
        &[Of(Base64, 20, 120)],
    ),
    row(
        "SLACK_WEBHOOK",
        "https://hooks.slack.com/workflows/",
        &[Of(Base64, 20, 120)],
    ),
    row(
        "SLACK_WEBHOOK",
        "https://hooks.slack.com/triggers/",
        &[Of(Base64, 20, 120)],
    ),
    row(
        "DISCORD_WEBHOOK",
        "https://discord.com/api/webhooks/",
        &[Of(Alnum, 16, 20), Is("/"), Of(Url, 50, 80)],
    ),
    row(
        "DISCORD_WEBHOOK",
        "https://discordapp.com/api/webhooks/",
        &[Of(Alnum, 16, 20), Is("/"), Of(Url, 50, 80)],
    ),
    row("DATADOG_KEY", "ddapp_", &[Of(Alnum, 34, 40)]),
    row("DATADOG_KEY", "ddpat_", &[Of(Url, 34, 80)]),
    row("NEW_RELIC_KEY", "NRAK-", &[Of(UpperAlnum, 27, 27)]),
    row("NEW_RELIC_KEY", "NRII-", &[Of(Url, 32, 32)]),
    row("NEW_RELIC_KEY", "NRIQ-", &[Of(Url, 32, 32)]),
    row("NEW_RELIC_KEY", "NRRA-", &[Of(LowerHex, 42, 42)]),
    row("NEW_RELIC_KEY", "NRAA-", &[Of(LowerHex, 27, 27)]),
    row("NEW_RELIC_KEY", "NRJS-", &[Of(LowerHex, 19, 19)]),
    row("SENTRY_TOKEN", "sntrys_", &[Of(Parts, 60, 500)]),
    row("SENTRY_TOKEN", "sntryu_", &[Of(LowerHex, 64, 64)]),
    row("SENTRY_TOKEN", "sntrya_", &[Of(LowerHex, 64, 64)]),
    row("SENTRY_TOKEN", "sntryi_", &[Of(LowerHex, 64, 64)]),
    row(
        "GRAFANA_TOKEN",
        "glsa_",
        &[Of(Alnum, 32, 32), Is("_"), Of(Hex, 8, 8)],
    ),
    row("GRAFANA_TOKEN", "glc_", &[Of(Parts, 32, 500)]),
    row("GRAFANA_TOKEN", "eyJrIjoi", &[Of(Parts, 60, 400)]),
    row(
        "DYNATRACE_TOKEN",
        "dt0c01.",
        &[Of(UpperAlnum, 24, 24), Is("."), Of(UpperAlnum, 64, 64)],
    ),
    row(
        "DYNATRACE_TOKEN",
        "dt0s16.",
        &[Of(UpperAlnum, 8, 24), Is("."), Of(UpperAlnum, 64, 64)],
    ),
    row("LINEAR_KEY", "lin_api_", &[Of(Alnum, 36, 48)]),
    row("LINEAR_KEY", "lin_oauth_", &[Of(Alnum, 36, 64)]),
    row("NOTION_TOKEN", "ntn_", &[Of(Alnum, 40, 60)]),
    row("NOTION_TOKEN", "secret_", &[Of(Alnum, 43, 43)]).check(check::mixed),
    row(
        "AIRTABLE_TOKEN",
        "pat",
        &[Of(Alnum, 14, 14), Is("."), Of(LowerHex, 64, 64)],
    ),
    row("FIGMA_TOKEN", "figd_", &[Of(Url, 36, 60)]),
    row("FIGMA_TOKEN", "figo_", &[Of(Url, 36, 60)]),
    row("FIGMA_TOKEN", "figu_", &[Of(Url, 36, 60)]),
    row("DROPBOX_TOKEN", "sl.u.", &[Of(Url, 60, 1400)]),
    row("DROPBOX_TOKEN", "sl.", &[Of(Url, 60, 1400)]),
    row(
        "SENDGRID_KEY",
        "SG.",
        &[Of(Url, 16, 32), Is("."), Of(Url, 32, 64)],
    ),
    row("MAILGUN_KEY", "key-", &[Of(LowerAlnum, 32, 32)]).check(check::mixed_small),
    row(
        "BREVO_KEY",
        "xkeysib-",
        &[Of(LowerHex, 64, 64), Is("-"), Of(Alnum, 16, 16)],
    ),
    row(
        "BREVO_KEY",
        "xsmtpsib-",
        &[Of(LowerHex, 64, 64), Is("-"), Of(Alnum, 16, 16)],
    ),
    row(
        "RESEND_KEY",
        "re_",
        &[Of(Alnum, 8, 10), Is("_"), Of(Alnum, 22, 26)],
    ),
    row("TWILIO_KEY", "SK", &[Of(Hex, 32, 32)]).score(70),
    row(
        "HUBSPOT_TOKEN",
        "pat-na",
        &[Of(LowerHex, 1, 2), Is("-"), Of(Url, 36, 36)],
    ),
    row(
        "HUBSPOT_TOKEN",
        "pat-eu",
        &[Of(LowerHex, 1, 2), Is("-"), Of(Url, 36, 36)],
    ),
    row("INTERCOM_TOKEN", "dG9rO", &[Of(Parts, 48, 64)]),
    row("TYPEFORM_TOKEN", "tfp_", &[Of(UrlDots, 40, 64)]),
    row("CONTENTFUL_TOKEN", "CFPAT-", &[Of(Url, 43, 43)]),
    row(
        "MAPBOX_TOKEN",
        "sk.eyJ",
        &[Of(Url, 50, 200), Is("."), Of(Url, 20, 40)],
    ),
    row("FRAMEIO_TOKEN", "fio-u-", &[Of(Url, 64, 64)]),
    row(
        "LAUNCHDARKLY_KEY",
        "sdk-",
        &[Of(LowerHex, 8, 8), Is("-"), Of(Url, 27, 27)],
    ),
    row(
        "LAUNCHDARKLY_KEY",
        "api-",
        &[Of(LowerHex, 8, 8), Is("-"), Of(Url, 27, 27)],
    )
    .check(check::uuid_behind),
    row("ADOBE_SECRET", "p8e-", &[Of(Alnum, 32, 32)]),
    row("ADAFRUIT_KEY", "aio_", &[Of(Alnum, 28, 28)]),
    row("FACEBOOK_TOKEN", "EAAC", &[Of(Alnum, 80, 300)]),
    row("FACEBOOK_TOKEN", "EAAG", &[Of(Alnum, 80, 300)]),
    row("FACEBOOK_TOKEN", "EAAM", &[Of(Alnum, 80, 300)]),
    row(
        "TWITTER_TOKEN",
        "AAAAAAAAAAAAAAAAAAAAA",
        &[Of(Parts, 60, 150)],
    ),
    row(
        "FIREBASE_KEY",
        "AAAA",
        &[Of(Url, 7, 7), Is(":"), Of(Url, 140, 140)],
    ),
];
