//! Words and sentences that texts are made of.

pub(crate) const FIRST: &[&str] = &[
    "Anna", "Ben", "Clara", "David", "Elena", "Felix", "Greta", "Hugo", "Irene", "Jonas", "Karin",
    "Liam", "Maja", "Nils", "Olga", "Pablo", "Quinn", "Rosa", "Stefan", "Tara", "Uma", "Viktor",
    "Wanda", "Yusuf", "Zoe",
];

pub(crate) const LAST: &[&str] = &[
    "Abbott", "Becker", "Costa", "Duval", "Eriksen", "Fischer", "Garcia", "Hansen", "Ivanova",
    "Jansen", "Kowalski", "Lindholm", "Moreau", "Novak", "Okafor", "Peters", "Rossi", "Silva",
    "Tanaka", "Ueda", "Virtanen", "Walsh", "Yilmaz", "Zhang",
];

pub(crate) const NOUNS: &[&str] = &[
    "harbor", "meadow", "lantern", "orchard", "granite", "willow", "compass", "ferry", "summit",
    "pebble", "thicket", "cinder", "marble", "juniper", "saddle", "kettle", "beacon", "copper",
];

pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Sentences in which something is announced: `{l}` what it is called, `{v}` itself.
pub(crate) const ANNOUNCING: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "My {l} is {v}.",
            "Please update the {l} to {v} in your records.",
            "{n} gave us {v} as {l}.",
            "I think my {l} ({v}) was leaked, what should I do?",
            "{l}: {v}",
            "Can you check whether the {l} {v} belongs to {n}?",
            "The {l} on the form reads {v}, and the photo shows {n}.",
            "He wrote down his {l}, {v}, and left.",
        ],
    ),
    (
        "de",
        &[
            "Meine {l} lautet {v}.",
            "{l}: {v}",
            "Bitte tragen Sie {v} als {l} ein.",
            "Die {l} von {n} ist {v}.",
        ],
    ),
    (
        "fr",
        &[
            "Voici mon {l} : {v}.",
            "{l} : {v}",
            "Le {l} de {n} est {v}.",
            "Merci de noter {v} comme {l}.",
        ],
    ),
    (
        "es",
        &[
            "Mi {l} es {v}.",
            "{l}: {v}",
            "El {l} de {n} es {v}, gracias.",
            "Te mando mi {l}, {v}, para el contrato.",
        ],
    ),
    (
        "it",
        &[
            "Il mio {l} è {v}.",
            "{l}: {v}",
            "{n} ha indicato {v} come {l}.",
            "Serve {l} {v} per la pratica.",
        ],
    ),
    (
        "pt",
        &["O meu {l} é {v}.", "{l}: {v}", "O {l} de {n} é {v}."],
    ),
    (
        "pl",
        &[
            "Mój {l} to {v}.",
            "{l}: {v}",
            "Proszę wpisać {l} {v} do umowy.",
        ],
    ),
    (
        "nl",
        &["Mijn {l} is {v}.", "{l}: {v}", "Het {l} van {n} is {v}."],
    ),
    ("sv", &["Mitt {l} är {v}.", "{l}: {v}", "{n} har {l} {v}."]),
    ("da", &["Mit {l} er {v}.", "{l}: {v}"]),
    ("no", &["Mitt {l} er {v}.", "{l}: {v}"]),
    ("fi", &["Minun {l} on {v}.", "{l}: {v}"]),
    ("tr", &["Benim {l} {v}.", "{l}: {v}"]),
    ("ja", &["私の{l}は{v}です。", "{l}：{v}", "{l}: {v}"]),
    ("ko", &["제 {l}는 {v}입니다.", "{l}: {v}"]),
    ("zh", &["我的{l}是{v}。", "{l}：{v}", "{l}: {v}"]),
    ("th", &["{l}ของฉันคือ {v}", "{l}: {v}"]),
    ("hi", &["मेरा {l} नंबर {v} है।", "{l}: {v}"]),
    ("he", &["{l} שלי: {v}", "{l}: {v}"]),
    ("ar", &["رقم {l}: {v}", "{l}: {v}"]),
];

/// Sentences in which something stands and nothing says what it is.
pub(crate) const PLAIN: &[&str] = &[
    "Please have a look at {v} again.",
    "{n} sent {v} yesterday.",
    "I found {v} on a sheet of paper in the kitchen.",
    "Is {v} right?",
    "What does {v} stand for?",
    "They asked me for it, so I typed {v} and pressed enter.",
    "Bitte {v} noch einmal prüfen.",
    "Voir {v} dans le dossier de {n}.",
    "({v})",
    "Re: {v}",
    "Hi {n},\n\n{v}\n\nBest regards",
];

/// The same in data: `{k}` is a key made of what it is called.
pub(crate) const RECORDS: &[&str] = &[
    "{\"name\": \"{n}\", \"{k}\": \"{v}\"}",
    "name: {n}\n{k}: {v}\nactive: true",
    "name;{k};city\n{n};{v};Bristol",
    "name\t{k}\n{n}\t{v}",
    "| name | {l} |\n|---|---|\n| {n} | {v} |",
    "<person><{k}>{v}</{k}></person>",
    "user={n} {k}={v} result=ok",
    "- **{l}**: {v}",
    "INSERT INTO people (name, {k}) VALUES ('{n}', '{v}');",
    "{k}=\"{v}\"",
];

/// What may stand around a text.
pub(crate) const BEFORE: &[&str] = &[
    "",
    "",
    "",
    "Hello, I need some help. ",
    "Thanks for the quick answer! ",
    "Context: a customer wrote to us.\n\n",
    "Translate to French: ",
    "Summarise this for me. ",
];

pub(crate) const BEHIND: &[&str] = &[
    "",
    "",
    "",
    " Thank you very much.",
    " Let me know when it is done.",
    "\n\nSent from my phone",
    " Could you confirm?",
];

/// Business, prose and questions, with nothing personal in them: `{i}` a whole number,
/// `{m}` a sum of money, `{c}` a code.
pub(crate) const BUSINESS: &[&str] = &[
    "Revenue rose by {p} % to {m} in the last quarter, ahead of plan.",
    "Order {i} has left the warehouse and should arrive within days.",
    "Invoice no. {i} over {m} is due in thirty days.",
    "Please reorder item {c}, we have only {s} pieces left.",
    "The tracking number is {i}, the parcel weighs {s} kg.",
    "Ticket {c} was closed, see ticket {i} for what is left.",
    "We compared {i} rows with {i} others and found {s} that differ.",
    "Build {i} of version {v3} passed all {s} tests.",
    "The lot {i} of part {c} failed inspection.",
    "ISBN 978-{i5}-{i3}-{s}, second edition, {s} pages.",
    "Our warehouse holds {i} units of SKU {c}.",
    "The population grew from {t} to {t} within ten years.",
    "Our factory made {t} parts and {t} screws.",
    "Chapter {s} of the manual explains how to change the filter, see table {s}.{s}.",
    "Could you draft a polite reply to a supplier who raised the price by {p} percent?",
    "Explain the difference between accrual and cash accounting in simple words.",
    "The meeting room on floor {s} seats {s} people and has a whiteboard.",
    "Write a haiku about a ferry in the fog.",
    "Contract {c}, annex {s}, clause {s}.{s}: either party may end it.",
    "The transaction {i} was booked with reference {c}.",
    "Serial {c}, firmware {v3}, checksum {h8}.",
    "The batch {i} contains {t} records, {s} of them broken.",
    "Model {c} draws {s} W and costs {m}.",
    "Der Umsatz stieg um {p} % auf {m}, Auftrag {i} folgt.",
    "La commande {i} sera livrée avec la facture {c}.",
    "El pedido {i} sale del almacén y cuesta {m}.",
    "Rechnung {c}, Betrag {m}, Menge {s}.",
    "Barcode {i} does not scan, use product {c} instead.",
    "Receipt {i}: {s} coffees, total {m}.",
    "Press {s} for sales, {s} for support, or wait for the next agent.",
    "Error {s}: the job {i} has run out of memory after {s} steps.",
    "They scored {s} points, {s} rebounds and {s} assists.",
    "Mix {s} g of flour with {s} ml of water and bake for {s} minutes.",
    "The bridge is {t} mm long and carries {s} tonnes.",
    "The M{s} motor with {s}GB of memory replaces the E{s}.",
];

/// Code, with nothing personal in it: `{h32}` hexadecimal digits, `{u}` a UUID.
pub(crate) const CODE: &[&str] = &[
    "const MAX_SIZE: usize = {i};\nlet mask = 0x{h8};",
    "commit {h40}\nMerge branch 'main' into release-{v3}",
    "sha256:{h64}",
    "id = UUID('{u}')",
    "npm install left-pad@{v3}",
    "assert_eq!(hash(\"abc\"), 0x{h16});",
    "SELECT count(*) FROM orders WHERE id = {i} AND total > {s};",
    "for i in range({i}):\n    total += weights[i] * {s}",
    "color: #{h6}; margin: {s}px {s}px;",
    "git checkout {h7} && make test",
    "\"version\": \"{v3}\", \"integrity\": \"md5-{h32}\"",
    "static const uint64_t SEED = {i}ULL;",
    "curl -X POST /v1/orders/{i}/items/{s}",
    "x = [{s}, {s}, {s}, {s}, {s}]  # weights",
    "fn area(w: f64, h: f64) -> f64 { w * h * {f} }",
    "image: registry/app@sha256:{h64}",
    "PI = 3.14159265358979; E = 2.718281828459045",
    "if (code === {s} || code === {s}) retry({i});",
    "offset={i} length={s} crc=0x{h8}",
    "CREATE INDEX idx_{s} ON items (sku, price);",
];

/// Log lines: `{d}` a date and time, `{a}` an address, both labelled.
pub(crate) const LOGS: &[&str] = &[
    "{d} INFO worker-{s} finished job {i} in {s} ms",
    "{d} WARN queue depth {i}, dropping {s} messages",
    "level=info ts={e} msg=\"request done\" bytes={i} status={s}",
    "[{e}] kernel: usb {s}-{s}: new device number {s}",
    "{d} ERROR trace={h32} span={h16} retry={s}",
    "GET /v2/items/{i}?page={s} HTTP/1.1 200 {i}",
    "{d} connection from {a} port {i5} closed",
    "pod app-{h10}-{h5} restarted {s} times",
    "request_id={u} duration={f} cache=miss",
    "offset {i} partition {s} lag {i}",
    "goroutine {s} [running]: main.go:{s} +0x{h3}",
    "{d} upstream {a} timed out after {s} ms",
    "build-{i} artifact-{h12} size={i}",
    "frame={i} fps={f} bitrate={f}kbits/s",
];
