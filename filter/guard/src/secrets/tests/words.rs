use super::made::{drawn, uuid};
use super::{all, finds, only, passes, told};
use crate::find::find_all;
use crate::laws::assert_any_cut;
use crate::secrets::charset::Charset;

#[test]
fn values_of_names_of_passwords_are_found() {
    for (text, value) in [
        ("password: hunter2", "hunter2"),
        ("DB_PASSWORD=Sup3r$ecret", "Sup3r$ecret"),
        ("{\"password\": \"correct horse\"}", "correct horse"),
        ("{\\\"password\\\": \\\"n0tAnother\\\"}", "n0tAnother"),
        ("'passwd' => 'k9!fire'", "k9!fire"),
        ("<password>kLmn88x</password>", "kLmn88x"),
        ("https://x.test/?user=a&password=abc123def&b=1", "abc123def"),
        ("export PGPASSWORD=tulip99", "tulip99"),
        ("mysql_pwd := \"blue-42\"", "blue-42"),
        ("the password is tr0ub4dor.", "tr0ub4dor"),
        ("run it with --password s3same7 -v", "s3same7"),
        ("Passwort: Geheim!7", "Geheim!7"),
        ("password: swordfish\n", "swordfish"),
        ("smtp_pass = \"wolke77\"", "wolke77"),
    ] {
        finds(text, "PASSWORD", value);
        assert_any_cut(&all(), text);
    }
}

#[test]
fn sentences_and_code_about_passwords_are_none() {
    for text in [
        "Password: must be at least 8 characters long",
        "password: string;",
        "password = os.environ[\"DB_PASSWORD\"]",
        "password = getpass()",
        "password: ${DB_PASSWORD}",
        "password: {{ .Values.password }}",
        "password: <your-password>",
        "password=$PASS",
        "password = user.password",
        "password=new_password",
        "if password == \"abc123\":",
        "password_hash: 5f4dcc3b5aa7",
        "password_reset_url: https://x.test/reset",
        "Your password is incorrect.",
        "I forgot my password, what is the way to reset it?",
        "password: ********",
        "password: changeme",
        "bypass: true1",
        "password: null",
        "def login(user: str, password: str = None):",
    ] {
        passes(text);
    }
}

#[test]
fn connection_strings_are_found_whole() {
    for url in [
        "postgres://app:s3cr3t@db.test:5432/main?sslmode=require",
        "postgresql+psycopg2://app:s3cr3t@localhost/x",
        "mongodb+srv://root:Pa55@cluster0.test.net/db",
        "redis://:q1w2e3@cache:6379/0",
        "amqps://guest:rabb1t@mq.test/vhost",
        "mysql://u:p%40ss1@h/d",
    ] {
        finds(
            &format!("DATABASE_URL={url} # main"),
            "CONNECTION_STRING",
            url,
        );
        finds(&format!("\"{url}\""), "CONNECTION_STRING", url);
        assert_any_cut(&all(), &format!("x {url}, y"));
    }
    passes("postgres://localhost:5432/main");
    passes("postgres://app:${PGPASS}@db/main");
    passes("postgres://<user>:<password>@db/main");
    finds(
        "Server=db.test;User Id=sa;Password=Qw3rty;Encrypt=true",
        "CONNECTION_STRING",
        "Qw3rty",
    );
}

#[test]
fn users_and_passwords_of_urls_and_headers_are_found() {
    finds("https://joe:k33p0ut@x.test/a", "BASIC_AUTH", "joe:k33p0ut");
    finds(
        "curl -u joe:k33p0ut https://x.test",
        "BASIC_AUTH",
        "joe:k33p0ut",
    );
    finds(
        "Authorization: Basic am9lOmszM3AwdXQ=",
        "BASIC_AUTH",
        "am9lOmszM3AwdXQ=",
    );
    let token = drawn(Charset::Alnum, 30, 3);
    finds(
        &format!("authorization: Bearer {token}"),
        "BEARER_TOKEN",
        &token,
    );
    passes("Basic instructions are here. Bearer authentication-mechanisms are there.");
    passes("Authorization: Bearer $TOKEN");
    passes("Authorization: Bearer <your-token-here>");
    passes("http://x.test:8080/a@b and mail@x.test");
}

#[test]
fn keys_without_a_prefix_need_a_word_that_names_them() {
    let key = drawn(Charset::Base64, 40, 11);
    finds(
        &format!("aws_secret_access_key = {key}"),
        "AWS_SECRET_ACCESS_KEY",
        &key,
    );
    finds(
        &format!("{{\"SecretAccessKey\": \"{key}\"}}"),
        "AWS_SECRET_ACCESS_KEY",
        &key,
    );
    passes(&format!("the value {key} of it"));
    let hex = drawn(Charset::LowerHex, 32, 11);
    finds(&format!("DD_API_KEY={hex}"), "DATADOG_KEY", &hex);
    passes(&format!("commit {hex}"));
    let storage = format!("{}==", drawn(Charset::Base64, 86, 11));
    finds(
        &format!("AccountKey={storage};"),
        "AZURE_STORAGE_KEY",
        &storage,
    );
    let azure = format!(
        "{}8Q~{}",
        drawn(Charset::Alnum, 3, 2),
        drawn(Charset::Alnum, 34, 3)
    );
    finds(
        &format!("the value {azure}."),
        "AZURE_CLIENT_SECRET",
        &azure,
    );
    let mail = format!("{hex}-us12");
    finds(&mail, "MAILCHIMP_KEY", &mail);
    let bot = format!("{}:AA{}", "1234567890", drawn(Charset::Url, 33, 9));
    finds(&format!("bot {bot} runs"), "TELEGRAM_BOT_TOKEN", &bot);
    assert_any_cut(
        &all(),
        &format!("bot {bot}, aws_secret_access_key={key} end"),
    );
}

#[test]
fn random_strings_count_near_a_key_word_only() {
    let secret = drawn(Charset::Alnum, 32, 21);
    finds(
        &format!("client_secret: \"{secret}\""),
        "HIGH_ENTROPY_SECRET",
        &secret,
    );
    finds(
        &format!("my API key is {secret}"),
        "HIGH_ENTROPY_SECRET",
        &secret,
    );
    assert_any_cut(&all(), &format!("TOKEN={secret} é {secret}"));
    for text in [
        format!("the checksum {secret}"),
        format!("token sha256: {secret}"),
        "secret: src/components/auth/LoginForm2.test.tsx".to_owned(),
        "api_key = your-api-key-1234567890".to_owned(),
        "max_tokens: 4096, model: gpt-4o-mini-2024-07-18".to_owned(),
        "token=call_a8Xk2Lq9ZpW3vN5tR7yU1".to_owned(),
        "the secretary's authenticatedUserAccountRepository1".to_owned(),
    ] {
        passes(&text);
    }
}

#[test]
fn a_uuid_is_looked_for_only_if_asked() {
    let text = format!("api_key: {}", uuid());
    assert_eq!(told(&text).first().unwrap().0, "UUID_SECRET");
    let default = super::Spec::default().compile().unwrap();
    assert_eq!(find_all(&default, &text), []);
    assert_eq!(find_all(&only("UUID_SECRET"), &text).len(), 1);
}

#[test]
fn a_better_known_kind_comes_first() {
    let token = format!("{}-{}", "glpat", drawn(Charset::Alnum, 20, 4));
    finds(&format!("password={token}"), "GITLAB_TOKEN", &token);
    finds(
        &format!("Authorization: Bearer {token}"),
        "GITLAB_TOKEN",
        &token,
    );
    let check = only("PASSWORD");
    assert_eq!(find_all(&check, &format!("password={token}")).len(), 1);
}
