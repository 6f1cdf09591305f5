//! Payments and shops.

use crate::secrets::charset::Charset::{Alnum, Base64, Hex, LowerHex, Url};
use crate::secrets::check;
use crate::secrets::row::Part::{Is, Of};
use crate::secrets::row::{Row, row};

pub(super) const ROWS: &[Row] = &[
    row("STRIPE_KEY", "sk_live_", &[Of(Alnum, 16, 250)]),
    row("STRIPE_KEY", "sk_test_", &[Of(Alnum, 16, 250)]),
    row("STRIPE_KEY", "rk_live_", &[Of(Alnum, 16, 250)]),
    row("STRIPE_KEY", "rk_test_", &[Of(Alnum, 16, 250)]),
    row("STRIPE_KEY", "sk_org_", &[Of(Url, 16, 250)]),
    row("STRIPE_KEY", "whsec_", &[Of(Base64, 24, 250)]),
    row("SHOPIFY_TOKEN", "shpat_", &[Of(Hex, 32, 38)]),
    row("SHOPIFY_TOKEN", "shpca_", &[Of(Hex, 32, 38)]),
    row("SHOPIFY_TOKEN", "shppa_", &[Of(Hex, 32, 38)]),
    row("SHOPIFY_TOKEN", "shpss_", &[Of(Hex, 32, 38)]),
    row("SHOPIFY_TOKEN", "shptka_", &[Of(Hex, 32, 38)]),
    row("SQUARE_TOKEN", "sq0atp-", &[Of(Url, 22, 22)]),
    row("SQUARE_TOKEN", "sq0csp-", &[Of(Url, 43, 43)]),
    row("SQUARE_TOKEN", "sq0idp-", &[Of(Url, 22, 22)]),
    row("SQUARE_TOKEN", "EAAAE", &[Of(Url, 59, 59)]),
    row("SQUARE_TOKEN", "EAAAF", &[Of(Url, 59, 59)]),
    row("SQUARE_TOKEN", "EAAAl", &[Of(Url, 59, 59)]),
    row(
        "PAYPAL_TOKEN",
        "access_token$production$",
        &[Of(Alnum, 16, 16), Is("$"), Of(LowerHex, 32, 32)],
    ),
    row(
        "PAYPAL_TOKEN",
        "access_token$sandbox$",
        &[Of(Alnum, 16, 16), Is("$"), Of(LowerHex, 32, 32)],
    ),
    row("PLAID_TOKEN", "access-production-", &[Of(Url, 36, 36)]),
    row("PLAID_TOKEN", "access-sandbox-", &[Of(Url, 36, 36)]),
    row("PLAID_TOKEN", "access-development-", &[Of(Url, 36, 36)]),
    row("RAZORPAY_KEY", "rzp_live_", &[Of(Alnum, 14, 14)]),
    row("RAZORPAY_KEY", "rzp_test_", &[Of(Alnum, 14, 14)]),
    row(
        "FLUTTERWAVE_KEY",
        "FLWSECK-",
        &[Of(Alnum, 32, 32), Is("-X")],
    ),
    row(
        "FLUTTERWAVE_KEY",
        "FLWSECK_TEST-",
        &[Of(Alnum, 12, 32), Is("-X")],
    ),
    row("SHIPPO_TOKEN", "shippo_live_", &[Of(LowerHex, 40, 40)]),
    row("SHIPPO_TOKEN", "shippo_test_", &[Of(LowerHex, 40, 40)]),
    row("DUFFEL_TOKEN", "duffel_live_", &[Of(Url, 43, 43)]),
    row("DUFFEL_TOKEN", "duffel_test_", &[Of(Url, 43, 43)]),
    row("EASYPOST_KEY", "EZAK", &[Of(Alnum, 54, 54)]),
    row("EASYPOST_KEY", "EZTK", &[Of(Alnum, 54, 54)]),
    row("LOB_KEY", "live_", &[Of(Hex, 35, 35)]),
    row("LOB_KEY", "test_", &[Of(Hex, 35, 35)]),
    row("GOCARDLESS_TOKEN", "live_", &[Of(Url, 40, 40)]).check(check::digits),
];
