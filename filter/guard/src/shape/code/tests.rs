use super::{LANGUAGES, LINES, Spec};
use crate::judge::PieceKind;
use crate::shape::tests::{judge, spec};

const SAMPLES: &[(&str, &str)] = &[
    (
        "python",
        "import os\n\ndef size(path):\n    total = 0\n    for name in os.listdir(path):\n        if name is None:\n            continue\n        total += 1\n    return total\n\nif __name__ == '__main__':\n    print(size('.'))\n",
    ),
    (
        "javascript",
        "const http = require('http');\nhttp.createServer((req, res) => {\n  if (req.url === '/') {\n    res.end('hi');\n  }\n});\nconsole.log('up');\n",
    ),
    (
        "typescript",
        "export interface Shop {\n  name: string;\n  size?: number;\n}\nconst open = (shop: Shop): boolean => shop.size !== 0;\n",
    ),
    (
        "java",
        "package shop;\nimport java.util.List;\n\npublic class Shop {\n    private final List<String> names;\n    @Override\n    public String toString() { return \"\"; }\n}\n",
    ),
    (
        "kotlin",
        "data class Shop(val name: String?)\n\nfun open(shop: Shop) {\n    val name = shop.name\n    println(name)\n}\n",
    ),
    (
        "c",
        "#include <stdio.h>\n#include <stdlib.h>\n\nint main(void) {\n    char *text = malloc(10);\n    printf(\"%s\", text);\n    return 0;\n}\n",
    ),
    (
        "cpp",
        "#include <iostream>\n\nint main() {\n    std::vector<int> numbers;\n    std::cout << numbers.size();\n    return 0;\n}\n",
    ),
    (
        "csharp",
        "using System;\n\nnamespace Shop {\n  public class Item {\n    public string Name { get; set; }\n  }\n}\n",
    ),
    (
        "go",
        "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tsize, err := read()\n\tif err != nil {\n\t\tfmt.Println(err)\n\t}\n}\n",
    ),
    (
        "rust",
        "use std::fs;\n\npub fn size(path: &str) -> Result<u64, Error> {\n    let mut total = 0;\n    total += 1;\n    Ok(total)\n}\n",
    ),
    (
        "swift",
        "import Foundation\n\nfunc open(_ name: String?) -> String {\n    guard let name = name else { return \"\" }\n    return name\n}\n",
    ),
    ("php", "<?php\n$name = $_POST['name'];\necho $name;\n"),
    (
        "ruby",
        "require 'json'\n\nclass Shop\n  attr_reader :name\n  def open\n    items.each do |item|\n      puts item\n    end\n  end\nend\n",
    ),
    (
        "sql",
        "SELECT name, size FROM shops\nLEFT JOIN towns ON towns.id = shops.town\nWHERE size > 3\nORDER BY name;\n",
    ),
    ("sql", "select * from shops where size > 3"),
    (
        "bash",
        "#!/bin/sh\nset -e\nfor name in a b; do\n  echo \"$name\" > /dev/null\ndone\n",
    ),
    (
        "powershell",
        "Get-ChildItem . | ForEach-Object { Write-Host $_.Name }\n",
    ),
    (
        "html",
        "<!DOCTYPE html>\n<html><body><div class=\"a\"><p>hi</p></div></body></html>",
    ),
    (
        "css",
        "@media print {\n  .shop { margin: 0; color: #fff; }\n}\n",
    ),
];

#[test]
fn code_of_each_language_is_told() {
    let check = spec::<Spec>("{}").compile().unwrap();
    let wrong: Vec<_> = SAMPLES
        .iter()
        .map(|(name, code)| (*name, check.told(code)))
        .filter(|(name, told)| *told != Some(*name))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let untested: Vec<_> = LANGUAGES
        .iter()
        .filter(|language| !SAMPLES.iter().any(|(name, _)| *name == language.name))
        .collect();
    assert!(untested.is_empty(), "{untested:?}");
    for (name, line, _) in LINES {
        let is_known = LANGUAGES.iter().any(|language| language.name == *name);
        assert!(is_known, "{name}: {line}");
    }
}

#[test]
fn a_line_or_two_of_code_are_enough() {
    let check = spec::<Spec>("{}").compile().unwrap();
    let wrong: Vec<_> = [
        ("python", "def add(a, b):\n    return a + b"),
        ("python", "print(\"so long\")"),
        ("python", "from shop import Item"),
        ("python", "for item in items:\n    print(item)"),
        ("python", "squares = [n * n for n in range(5)]"),
        ("javascript", "function add(a, b) { return a + b; }"),
        ("javascript", "console.log('up');"),
        ("javascript", "const add = (a, b) => a + b;"),
        (
            "typescript",
            "function add(a: number, b: number): number { return a + b; }",
        ),
        ("java", "System.out.println(\"up\");"),
        ("java", "public int add(int a, int b) { return a + b; }"),
        ("kotlin", "fun add(a: Int, b: Int): Int = a + b"),
        ("c", "#include <stdio.h>"),
        (
            "c",
            "int add(int a, int b) {\n    printf(\"%d\", a + b);\n}",
        ),
        ("cpp", "std::cout << \"up\" << std::endl;"),
        ("csharp", "Console.WriteLine(\"up\");"),
        ("go", "func add(a, b int) int {\n\treturn a + b\n}"),
        ("go", "fmt.Println(\"up\")"),
        ("rust", "fn add(a: i32, b: i32) -> i32 { a + b }"),
        ("rust", "println!(\"up\");"),
        ("php", "$total = count($items);"),
        ("ruby", "def add(a, b)\n  a + b\nend"),
        ("sql", "SELECT name FROM shops;"),
        ("sql", "insert into shops (name) values ('a')"),
        ("sql", "UPDATE shops SET name = 'b' WHERE id = 3"),
        ("bash", "sudo apt-get install nginx"),
        ("bash", "ls -la /var/log | grep error"),
        ("bash", "curl -s https://shop.example/list"),
        ("powershell", "Get-Process -Name shop"),
        ("html", "<div class=\"shop\">open</div>"),
        ("css", "body { margin: 0; color: red; }"),
    ]
    .into_iter()
    .map(|(name, code)| (name, code, check.told(code)))
    .filter(|(name, _, told)| *told != Some(*name))
    .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn prose_is_no_code() {
    let check = spec::<Spec>("{}").compile().unwrap();
    for text in [
        "Select a plan from the list where you see your name, and order by phone. Let us import it from there.",
        "def. of terms: a class is public if anyone may join; the end. Use it with care, type your name, and return it.",
        "Dear team,\n\nimport duties from May on are as follows:\nfrom Spain 3 %\nlet me know.\npublic holidays are excluded (see below):\n- none",
        "The function of the heart is to pump blood -> it is vital. Price: $5; package: 3 boxes.",
        "I would like to select one from the list; where is it? Please update the table and set it to 3.",
        "Git push came to shove: pull requests pile up. Find -- if you can -- the file.\nSort it.\nEnd",
        "For every guest in the house:\nIf it rains:\nclass of 1984\nwhile we wait: tea",
        "import and export figures\nlet us begin = start\nPrint (in colour) the page\nreturn the goods;",
        "Echo \"hello\", they said. $5 = 4 euros; put it in. func day: today. type: person {adult}",
        "margin: 3 %\ncolour: blue;\nname: Ana; age: 31;\n# include all guests\n| head of sales | tail |",
        "Set the table, get the plates, and cd players are old. export of goods, then match the socks.",
    ] {
        assert_eq!(judge(&check, PieceKind::Answer, &[text]), None, "{text}");
    }
}

fn check(json: &str, text: &str) -> String {
    let check = spec::<Spec>(json).compile().unwrap();
    judge(&check, PieceKind::Answer, &[text]).unwrap_or_default()
}

#[test]
fn languages_are_allowed_and_denied() {
    let python = SAMPLES[0].1;
    assert_eq!(
        check(r#"{"deny": ["python"]}"#, python),
        "a text outside of fences is code in `python`, which is not allowed"
    );
    assert_eq!(check(r#"{"deny": ["sql"]}"#, python), "");
    assert_eq!(check(r#"{"allow": ["python"]}"#, python), "");
    assert_ne!(check(r#"{"allow": ["sql"]}"#, python), "");
    assert_eq!(
        check("{}", "Run it:\n```\nplain\n```\nand\n```SQL\nx\n```"),
        "fenced block 2 is code in `sql`, which is not allowed"
    );
    assert_ne!(
        check(r#"{"deny": ["python"]}"#, &format!("```sql\n{python}```")),
        ""
    );
    for text in [
        "~~~sql\nx\n~~~",
        "````sql\nx\n````",
        "```{sql}\nx\n```",
        "```sql title=\"a\"\nx\n```",
        "- do:\n\n      ```sql\n      x",
        "> ```sql",
    ] {
        assert_eq!(
            check("{}", text),
            "fenced block 1 is code in `sql`, which is not allowed",
            "{text}"
        );
    }
    let errors = spec::<Spec>(r#"{"deny": ["cobol"]}"#)
        .compile()
        .unwrap_err();
    assert_eq!(errors[0].at, "code.deny[0]");
}
