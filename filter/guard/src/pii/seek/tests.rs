//! What is found and what is not, entity by entity; each text in any pieces.

use crate::pii::tests::check;

#[test]
fn addresses_of_mail_are_found_with_what_belongs_to_them() {
    let all = |text: &str, expected: &[&str]| check("EMAIL_ADDRESS", text, expected);
    all(
        "Write to jane.doe+news@mail.example.co.uk.",
        &["jane.doe+news@mail.example.co.uk"],
    );
    all(
        "<mailto:o'brien@example.com>, (x_y@example.org)",
        &["o'brien@example.com", "x_y@example.org"],
    );
    all(
        "jörg@müller.de und 用户@例子.公司",
        &["jörg@müller.de", "用户@例子.公司"],
    );
    all("邮箱是jane@example.cn谢谢", &["jane@example.cn"]);
    all("a@b.com;c@d.org", &["a@b.com", "c@d.org"]);
    all("ping root@[192.168.0.1] now", &["root@[192.168.0.1]"]);
    all(
        "https://x.com/?email=jane@example.com&a=1",
        &["jane@example.com"],
    );
    all(
        "john (at) example (dot) com",
        &["john (at) example (dot) com"],
    );
    all(
        "john[at]mail.example[dot]org",
        &["john[at]mail.example[dot]org"],
    );
    all("jane@example.com.Then she left", &["jane@example.com"]);
    all("jane.@x.com @x.com a@b a@1.2 logo@2x.png", &[]);
    all("postgres://user:secret@db.example.com/x", &[]);
    all("git@github.com:org/repo.git foo@1.2.3", &[]);
    all("see (at) the end (dot) no", &[]);
    all(
        "jo@host.local, ed@corp.zip",
        &["jo@host.local", "ed@corp.zip"],
    );
    all(
        "to \"a@b\"@example.org, \"jo\"@example.com",
        &["\"a@b\"@example.org", "\"jo\"@example.com"],
    );
}

#[test]
fn postcodes_are_told_from_words() {
    let all = |text: &str, expected: &[&str]| check("UK_POSTCODE", text, expected);
    all("to B33 8TH, SW1A 1AA.", &["B33 8TH", "SW1A 1AA"]);
    all("I am at eh1 1yz today", &["eh1 1yz"]);
    all(
        "go to e3 4us or b2 2be, so2 3am, no1 2us, M1 8GB, N11 1ST",
        &[],
    );
}

#[test]
fn telephone_numbers_in_a_row_are_found_one_by_one() {
    let all = |text: &str, expected: &[&str]| check("PHONE_NUMBER", text, expected);
    all(
        "020 7946 0958 020 7946 0959 020 7946 0957 and more",
        &["020 7946 0958", "020 7946 0959", "020 7946 0957"],
    );
    all(
        "(212) 555-0147 (212) 555-0148",
        &["(212) 555-0147", "(212) 555-0148"],
    );
    all("020 7946 0958 020 7946 and 1 020 7946 0958 2", &[]);
}

#[test]
fn telephone_numbers_are_found_in_the_ways_of_their_countries() {
    let all = |text: &str, expected: &[&str]| check("PHONE_NUMBER", text, expected);
    for number in [
        "+1 212-555-0100",
        "(212) 555-0100",
        "212-555-0100",
        "212.555.0100",
        "1-212-555-0100",
        "+1-212-555-0100x123",
        "(212)555-0100 ext. 45",
        "001-212-555-0100",
        "+1 (212) 555-0100",
        "+44 20 7946 0958",
        "020 7946 0958",
        "07911 123456",
        "+44 (0)20 7946 0958",
        "(020) 7946 0958",
        "+49 30 901820",
        "0151 12345678",
        "030/1234567",
        "+49 (0) 30 901820",
        "+4915112345678",
        "+33 1 23 45 67 89",
        "01 23 45 67 89",
        "01.23.45.67.89",
        "+34 612 345 678",
        "91 123 45 67",
        "612 34 56 78",
        "+39 06 6982 1234",
        "06 6982 1234",
        "333 123 4567",
        "+91 98765 43210",
        "98765 43210",
        "+91-98765-43210",
        "+61 2 9374 4000",
        "(02) 9374 4000",
        "0412 345 678",
        "+55 11 91234-5678",
        "(11) 91234-5678",
        "11 91234-5678",
        "+81 3-1234-5678",
        "03-1234-5678",
        "090-1234-5678",
        "+972-50-123-4567",
        "050-123-4567",
        "+86 138 1234 5678",
        "138 1234 5678",
        "010-12345678",
        "(+49) 30 901820",
        "0049 30 901820",
        "212 5550100",
        "(212) 5550100",
        "8 (495) 123-45-67",
        "8-800-555-35-35",
        "8 495 123 45 67",
        "(555) 123-4567",
        "555-123-4567",
        "+1 (555) 123-4567",
        "1-555-123-4567",
        "+15551234567",
    ] {
        all(&format!("it is {number}, thanks"), &[number]);
    }
    all(
        "call 2125550100 or 555-0100 now",
        &["2125550100", "555-0100"],
    );
    all("2125550100", &["2125550100"]);
    all("phone 5551234567.", &["5551234567"]);
    all("(212-555-0100)", &["212-555-0100"]);
    all("电话13812345678。", &["13812345678"]);
    all("on 2024-01-15 at 10:30:00, 15/01/2024, 10.0.0.12", &[]);
    all("order 2125550100, item 123-456-7890", &[]);
    all("4111 1111 1111 1111 and 536-90-4399", &[]);
    all("123e4567-e89b-12d3-a456-426614174000", &[]);
    all("version 1.2.3, 1234567 pieces, 3.14159265", &[]);
}

#[test]
fn cards_keep_to_the_ranges_of_issuers_and_to_luhn() {
    let all = |text: &str, expected: &[&str]| check("CREDIT_CARD", text, expected);
    for number in [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111111111111111",
        "5500005555555559",
        "2221 0000 0000 0009",
        "378282246310005",
        "3782 822463 10005",
        "6011000990139424",
        "30569309025904",
        "3056 930902 5904",
        "3530111333300000",
        "6200000000000005",
        "6759649826438453",
    ] {
        all(&format!("charged to {number} today"), &[number]);
    }
    all("4111 1111 1111 1111 12/27 123", &["4111 1111 1111 1111"]);
    all("4111 1111 1111 1112", &[]);
    all("4111 1111-1111 1111", &[]);
    all("9111111111111111 0000000000000000", &[]);
    all("x4111111111111111 411111111111111111111", &[]);
}

#[test]
fn account_numbers_keep_to_their_country_and_checksum() {
    let all = |text: &str, expected: &[&str]| check("IBAN_CODE", text, expected);
    all("to DE89370400440532013000.", &["DE89370400440532013000"]);
    all(
        "to DE89 3704 0044 0532 0130 00 now",
        &["DE89 3704 0044 0532 0130 00"],
    );
    all(
        "iban:gb82 west 1234 5698 7654 32",
        &["gb82 west 1234 5698 7654 32"],
    );
    all(
        "FR14 2004 1010 0505 0001 3M02 606",
        &["FR14 2004 1010 0505 0001 3M02 606"],
    );
    all(
        "DE88370400440532013000 DE8937040044053201300 XX89370400440532013000",
        &[],
    );
}

#[test]
fn addresses_of_hosts_are_told_from_versions_and_paths() {
    let all = |text: &str, expected: &[&str]| check("IP_ADDRESS", text, expected);
    all(
        "from 192.168.0.1:80, 10.0.0.0/8.",
        &["192.168.0.1", "10.0.0.0/8"],
    );
    all("http://10.1.2.3/path", &["10.1.2.3"]);
    all(
        "root@10.1.2.3 or db://u:p@10.1.2.4:5432/x",
        &["10.1.2.3", "10.1.2.4"],
    );
    all(
        "2001:db8::1, fe80::1%eth0 and [::1]:80",
        &["2001:db8::1", "fe80::1%eth0", "::1"],
    );
    all(
        "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
        &["2001:0db8:85a3:0000:0000:8a2e:0370:7334"],
    );
    all("::ffff:192.0.2.1", &["::ffff:192.0.2.1"]);
    all("2001:db8::/32", &["2001:db8::/32"]);
    all("1.2.3.4.5 256.1.1.1 1.2.3 01.2.3.4 v1.2.3.4", &[]);
    all("version 1.2.3.4", &[]);
    all("std::vec at 12:30:45, 00:1a:2b:3c:4d:5e, a::b", &[]);
}

#[test]
fn hardware_addresses_have_six_pairs() {
    let all = |text: &str, expected: &[&str]| check("MAC_ADDRESS", text, expected);
    all("00:1a:2b:3c:4d:5e", &["00:1a:2b:3c:4d:5e"]);
    all("is AA-BB-CC-0D-EE-FF.", &["AA-BB-CC-0D-EE-FF"]);
    all("001a.2b3c.4d5e", &["001a.2b3c.4d5e"]);
    all("mac 001A2B3C4D5E", &["001A2B3C4D5E"]);
    all(
        "00:1a:2b:3c:4d 00:1a:2b:3c:4d:5e:6f 00:1a-2b:3c:4d:5e 00:1g:2b:3c:4d:5e",
        &[],
    );
}

#[test]
fn links_end_before_the_punctuation_around_them() {
    let all = |text: &str, expected: &[&str]| check("URL", text, expected);
    all(
        "See https://example.com/a_(b)?q=1#x.",
        &["https://example.com/a_(b)?q=1#x"],
    );
    all(
        "[x](https://example.com/a), <http://b.org>",
        &["https://example.com/a", "http://b.org"],
    );
    all(
        "www.example.xyz/y and example.com",
        &["www.example.xyz/y", "example.com"],
    );
    all("访问https://例子.公司/路径。", &["https://例子.公司/路径"]);
    all("xn--bcher-kva.example", &["xn--bcher-kva.example"]);
    all(
        "http://a.com/?u=http://b.com/x",
        &["http://a.com/?u=http://b.com/x"],
    );
    all(
        "http://a.com,http://b.com",
        &["http://a.com", "http://b.com"],
    );
    all("http://localhost:8080/x", &["http://localhost:8080/x"]);
    all(
        "main.rs README.md e.g. done.It a.b jane@example.com logger.info(1)",
        &[],
    );
}

#[test]
fn wallets_have_checksums() {
    let all = |text: &str, expected: &[&str]| check("CRYPTO", text, expected);
    for address in [
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
    ] {
        all(&format!("send to {address}."), &[address]);
    }
    all("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", &[]);
    all("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", &[]);
    all("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed", &[]);
    all("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae", &[]);
}

#[test]
fn days_and_times_are_found_if_there_are_such() {
    let all = |text: &str, expected: &[&str]| check("DATE_TIME", text, expected);
    for date in [
        "15-JAN-24",
        "15-Jan-2024",
        "15/Jan/2024",
        "15JAN2024",
        "15JAN24",
        "15 Jan 24",
        "JAN-2021",
        "JAN2021",
        "Jan-15-2024",
        "Jan 15th, 2024",
        "15.01.24",
        "2024年1月15日",
        "1月15日",
        "2024년 1월 15일",
        "10:30Z",
        "10:30+02:00",
        "2024-01-15T10:30+05",
        "1er janvier 2024",
        "1º de enero del 2024",
        "15 stycznia 2024",
        "15 января 2024",
        "15 ŞUBAT 2024",
        "3. maj 2024",
    ] {
        all(&format!("on {date}, they"), &[date]);
    }
    all(
        "10:30-11:30 the 2 may go, 15 marching, 5 mars bars, 12 set",
        &[],
    );
    for date in [
        "2024-01-15",
        "2024-01-15T10:30:00Z",
        "2024-01-15 10:30:00.123+01:00",
        "15/01/2024",
        "01/15/2024",
        "15.01.2024",
        "1/5/24",
        "January 15, 2024",
        "15 January 2024",
        "15th of March",
        "Jan. 15",
        "Jan 15th, 2024",
        "March 2024",
        "15. März 2024",
        "10:30",
        "10:30 pm",
        "3pm",
        "10:30:15",
        "20240115T103000Z",
        "5-Mar-2024",
        "15 de enero de 2024",
        "January 15, 2024, 10:30 am",
    ] {
        all(&format!("it was {date}, then"), &[date]);
    }
    all(
        "2024-13-15 30/02/2024 25:00 1.2.3 10.0.0.1 we may 3 times",
        &[],
    );
}

#[test]
fn places_are_two_angles() {
    let all = |text: &str, expected: &[&str]| check("GEO_COORDINATES", text, expected);
    all("at 40.7128, -74.0060.", &["40.7128, -74.0060"]);
    all("at 40.7128° N, 74.0060° W", &["40.7128° N, 74.0060° W"]);
    all("40°26′46″N 79°58′56″W", &["40°26′46″N 79°58′56″W"]);
    all("1.5, 2.5 and 95.1234, 200.1234", &[]);
}

#[test]
fn other_identifiers_keep_to_their_checks() {
    check(
        "UUID",
        "id 123e4567-e89b-12d3-a456-426614174000.",
        &["123e4567-e89b-12d3-a456-426614174000"],
    );
    check("UUID", "123e4567-e89b-12d3-a456-4266141740001", &[]);
    check("IMEI", "IMEI: 490154203237518", &["490154203237518"]);
    check("IMEI", "IMEI: 490154203237519", &[]);
    check("VIN", "the car 1M8GDM9AXKP042788", &["1M8GDM9AXKP042788"]);
    check("VIN", "the car 1M8GDM9A1KP042788", &[]);
    check(
        "SWIFT_CODE",
        "BIC DEUTDEFF500, swift: CHASUS33",
        &["DEUTDEFF500", "CHASUS33"],
    );
    check("SWIFT_CODE", "BIC: DEUTDEFF", &["DEUTDEFF"]);
    check("SWIFT_CODE", "the INTERNET IS BIG", &[]);
}

#[test]
fn american_numbers_keep_to_their_checks() {
    check("US_ITIN", "912-70-1234, 912-49-1234", &["912-70-1234"]);
    check(
        "US_PASSPORT",
        "passport A12345678 or 523456789",
        &["A12345678", "523456789"],
    );
    check("US_PASSPORT", "it is A12345678 here", &[]);
    check(
        "US_DRIVER_LICENSE",
        "driver's license: D1234567",
        &["D1234567"],
    );
    check("US_BANK_NUMBER", "account 12345678901", &["12345678901"]);
    check("ABA_ROUTING_NUMBER", "routing 021000021", &["021000021"]);
    check("ABA_ROUTING_NUMBER", "routing 021000022", &[]);
    check("US_NPI", "NPI 1234567893", &["1234567893"]);
    check("US_NPI", "NPI 1234567894", &[]);
    check(
        "US_MBI",
        "1EG4-TE5-MK73 and 1EG4TE5MK73",
        &["1EG4-TE5-MK73", "1EG4TE5MK73"],
    );
    check("US_MBI", "1SG4-TE5-MK73", &[]);
    check("MEDICAL_LICENSE", "DEA AB1234563", &["AB1234563"]);
    check("MEDICAL_LICENSE", "DEA AB1234564", &[]);
}
