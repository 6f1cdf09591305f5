//! Languages of programs, and what lines of theirs look like.

/// Where in a line something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// At its beginning, behind white space.
    Start,
    /// Anywhere.
    Any,
    /// At its end.
    End,
}

/// What speaks for a language, and how much.
pub(super) type Marker = (At, &'static str, u32);

/// A language.
#[derive(Debug)]
pub(super) struct Language {
    pub(super) name: &'static str,
    /// What it is called behind a fence.
    pub(super) fences: &'static [&'static str],
    pub(super) markers: &'static [Marker],
}

use At::{Any, End, Start};

#[rustfmt::skip]
pub(super) const LANGUAGES: &[Language] = &[
    Language { name: "python", fences: &["python", "py", "python3", "ipython"], markers: &[
        (Start, "def ", 1), (Start, "import ", 1), (Start, "from ", 1), (Start, "elif ", 3), (Start, "except ", 2), (Start, "except:", 3),
        (Any, "self.", 2), (Any, "__init__", 3), (Any, "__name__", 3), (Start, "@staticmethod", 3), (Start, "lambda ", 1),
        (Any, "print(", 1), (Any, " is None", 2), (Any, " not in ", 1), (Any, "f\"{", 1), (End, "):", 2), (End, "else:", 2),
        (Start, "async def ", 3), (Start, "with open(", 3), (Any, ".append(", 1), (Any, " in range(", 3), (Any, " import ", 1), (Start, "try:", 2), (Any, "-> None:", 3),
    ] },
    Language { name: "javascript", fences: &["javascript", "js", "jsx", "node", "mjs"], markers: &[
        (Start, "const ", 1), (Start, "let ", 1), (Start, "var ", 1), (Any, "=> {", 2), (Any, " => ", 1), (Any, "console.log(", 3), (Any, "require(", 2),
        (Any, "function(", 2), (Start, "function ", 2), (Any, " === ", 3), (Any, " !== ", 3), (Any, "document.", 2), (Any, "await ", 1),
        (Start, "async function", 3), (Start, "export default", 3), (Any, "module.exports", 3), (Any, "JSON.stringify(", 3), (Any, "addEventListener(", 3), (Any, "undefined", 1), (End, "});", 1), (Any, " from '", 2), (Any, "`${", 2),
    ] },
    Language { name: "typescript", fences: &["typescript", "ts", "tsx"], markers: &[
        (Start, "interface ", 1), (Start, "type ", 1), (Any, ": string", 2), (Any, ": number", 2), (Any, ": boolean", 2), (Any, ": Promise<", 3),
        (Start, "export interface ", 3), (Start, "export type ", 3), (Any, " as const", 2), (Any, "readonly ", 1), (Any, ": void", 2), (Start, "import type ", 3), (Any, "?: ", 2), (Any, "Record<string", 3), (Any, " => ", 1), (Start, "const ", 1),
    ] },
    Language { name: "java", fences: &["java"], markers: &[
        (Any, "public class ", 3), (Any, "public static void main", 4), (Any, "System.out.print", 4), (Any, "private final ", 2), (Start, "import java", 4),
        (Start, "package ", 1), (Start, "@Override", 3), (Any, " extends ", 1), (Any, " implements ", 2), (Any, "throws ", 1), (Any, "String[] ", 2),
        (Start, "public ", 1), (Start, "private ", 1), (Start, "protected ", 1), (Any, "List<String>", 2), (Any, "new ArrayList<", 3), (Start, "String ", 1),
    ] },
    Language { name: "kotlin", fences: &["kotlin", "kt"], markers: &[
        (Start, "fun ", 3), (Start, "val ", 2), (Any, "data class ", 3), (Any, "println(", 1), (Any, ": String?", 3), (Any, "override fun ", 3), (Any, "suspend fun", 3), (Any, "?.let", 3), (Any, "when (", 1), (Any, "companion object", 3),
    ] },
    Language { name: "c", fences: &["c", "h"], markers: &[
        (Start, "#include <", 2), (Start, "#define ", 2), (Any, "printf(", 2), (Any, "malloc(", 3), (Any, "sizeof(", 2), (Start, "int main(", 3), (Any, "struct ", 1),
        (Start, "typedef ", 2), (Any, "char *", 2), (Any, "void *", 2), (Any, "->", 1), (Any, "NULL", 1), (Start, "static int ", 2), (Start, "#ifdef ", 2), (Start, "#ifndef ", 2), (Any, "uint8_t", 2), (Any, "stdio.h", 3), (Any, "stdlib.h", 3), (Start, "return 0;", 1),
    ] },
    Language { name: "cpp", fences: &["cpp", "c++", "cc", "cxx", "hpp"], markers: &[
        (Any, "std::", 3), (Start, "#include <", 2), (Start, "using namespace ", 4), (Any, "cout <<", 4), (Any, "cin >>", 4), (Start, "template<", 3), (Start, "template <", 3), (Start, "int main(", 2),
        (Any, "nullptr", 3), (Any, "const auto&", 3), (Start, "class ", 1), (Start, "public:", 3), (Start, "private:", 3), (Any, "virtual ", 2), (Any, "<iostream>", 4), (Any, "unique_ptr<", 2), (Start, "return 0;", 1), (Any, "static_cast<", 3),
    ] },
    Language { name: "csharp", fences: &["csharp", "cs", "c#"], markers: &[
        (Start, "using System", 4), (Start, "namespace ", 2), (Any, "Console.Write", 4), (Any, "{ get; set; }", 4), (Any, "public async Task", 4), (Any, "static void Main", 3), (Any, "string[] args", 2), (Any, "var ", 1), (Any, "foreach (var ", 3), (Start, "public ", 1), (Start, "private ", 1), (Any, "IEnumerable<", 3),
    ] },
    Language { name: "go", fences: &["go", "golang"], markers: &[
        (Start, "package main", 4), (Start, "package ", 1), (Start, "func ", 2), (Start, "func (", 3), (Any, " := ", 2), (Any, "fmt.", 3), (Any, "if err != nil", 4), (Any, "err error", 2), (Any, "chan ", 1), (Start, "defer ", 2), (Start, "go func(", 4), (Any, "map[string]", 3), (Any, "interface{}", 3), (Start, "import (", 3), (Start, "type ", 1), (Any, " struct {", 1), (Any, "[]byte", 2),
    ] },
    Language { name: "rust", fences: &["rust", "rs"], markers: &[
        (Start, "fn ", 3), (Start, "pub fn ", 4), (Any, "let mut ", 4), (Start, "let ", 1), (Start, "impl ", 3), (Start, "impl<", 3), (Any, "println!(", 4), (Start, "use std::", 4), (Start, "use crate::", 4), (Any, "&mut ", 2), (Any, "&str", 3), (Any, ".unwrap()", 3), (Start, "#[derive(", 4), (Start, "match ", 1), (Any, "-> Result<", 3), (Any, "Option<", 2), (Any, "Vec<", 2), (Start, "pub struct ", 3), (Start, "mod ", 1), (Any, "Some(", 2), (Any, "Ok(", 2), (Any, "vec![", 3), (Any, "i32", 1),
    ] },
    Language { name: "swift", fences: &["swift"], markers: &[
        (Start, "import Foundation", 4), (Start, "import SwiftUI", 4), (Start, "import UIKit", 4), (Start, "guard let ", 4), (Any, "if let ", 1), (Start, "func ", 2), (Any, ") -> String {", 2), (Any, "override func ", 3), (Start, "let ", 1), (Start, "var ", 1), (Any, "@State ", 3), (Any, "some View", 4),
    ] },
    Language { name: "php", fences: &["php"], markers: &[
        (Any, "<?php", 6), (Any, "<?=", 4), (Start, "$", 1), (Any, "$this->", 4), (Start, "echo ", 1), (Any, "function ", 1), (Any, "$_POST", 4), (Any, "$_GET", 4), (Any, "=> '", 1), (Any, "array(", 2), (Any, "foreach ($", 3), (Any, "public function ", 2), (Start, "namespace ", 1),
    ] },
    Language { name: "ruby", fences: &["ruby", "rb"], markers: &[
        (Start, "def ", 1), (Start, "end", 1), (Start, "puts ", 3), (Start, "require '", 3), (Start, "require_relative ", 4), (Any, ".each do |", 4), (Any, " do |", 3), (Start, "attr_accessor ", 4), (Start, "attr_reader ", 4), (Start, "elsif ", 3), (Start, "module ", 1), (Start, "unless ", 2), (Any, ".nil?", 3), (Start, "class ", 1),
    ] },
    Language { name: "sql", fences: &["sql", "mysql", "postgresql", "postgres", "plsql", "tsql", "sqlite"], markers: &[
        (Start, "SELECT ", 2), (Any, "SELECT * FROM ", 4), (Any, " FROM ", 1), (Start, "FROM ", 1), (Start, "WHERE ", 2), (Any, " WHERE ", 2), (Start, "INSERT INTO ", 4), (Start, "UPDATE ", 2), (Start, "DELETE FROM ", 4), (Start, "CREATE TABLE ", 4), (Start, "ALTER TABLE ", 4), (Start, "DROP TABLE ", 4), (Any, " JOIN ", 2), (Any, "LEFT JOIN ", 2), (Any, "GROUP BY ", 2), (Any, "ORDER BY ", 2), (Any, "PRIMARY KEY", 3), (Any, "VARCHAR(", 3), (Any, "NOT NULL", 2), (Any, " SET ", 1), (Any, " VALUES (", 2),
        (Start, "select ", 1), (Any, "select * from ", 4), (Any, " from ", 1), (Any, " where ", 1), (Start, "insert into ", 4), (Start, "delete from ", 3), (Start, "create table ", 3), (Start, "drop table ", 3), (Any, "group by ", 1), (Any, "order by ", 1), (Any, " join ", 1),
    ] },
    Language { name: "bash", fences: &["bash", "sh", "shell", "zsh", "console", "shell-session"], markers: &[
        (Start, "#!/bin/", 6), (Start, "#!/usr/bin/env bash", 6), (Start, "$ ", 2), (Start, "sudo ", 3), (Start, "apt-get ", 2), (Start, "echo \"", 2), (Start, "echo $", 3), (Start, "export ", 1), (Any, "$(", 2), (Any, "${", 1), (Start, "fi", 1), (End, "; then", 4), (End, "; do", 3), (Start, "done", 1), (Start, "esac", 3), (Start, "cd ", 1), (Start, "curl -", 3), (Start, "rm -rf ", 4), (Start, "chmod ", 3), (Start, "grep ", 2), (Any, " | grep ", 3), (Any, " | awk ", 3), (Any, " | sed ", 3), (Any, " 2>&1", 4), (Any, " > /dev/null", 4), (Start, "if [ ", 3), (Start, "if [[ ", 4), (Any, " && ", 1), (Start, "set -e", 4),
    ] },
    Language { name: "powershell", fences: &["powershell", "ps1", "pwsh"], markers: &[
        (Any, "Write-Host", 4), (Any, "Get-ChildItem", 4), (Any, "$env:", 3), (Any, "Invoke-WebRequest", 4), (Any, "-ErrorAction", 4), (Any, "ForEach-Object", 4), (Any, "New-Object ", 3), (Any, "Set-", 1), (Any, "Get-", 1), (Start, "param(", 2), (Any, " -eq ", 1), (Any, "Where-Object", 4),
    ] },
    Language { name: "html", fences: &["html", "htm", "xhtml"], markers: &[
        (Any, "<!DOCTYPE html", 6), (Any, "<!doctype html", 6), (Any, "<html", 4), (Any, "<head>", 3), (Any, "<body", 3), (Any, "<div", 2), (Any, "</div>", 2), (Any, "<script", 3), (Any, "</script>", 2), (Any, "<a href=", 2), (Any, "<p>", 1), (Any, "</p>", 1), (Any, "<span", 2), (Any, "<ul>", 2), (Any, "<li>", 1), (Any, "<table", 2), (Any, "<img ", 2), (Any, "<input ", 2), (Any, "<form", 2), (Any, "<h1", 2),
    ] },
    Language { name: "css", fences: &["css", "scss", "less"], markers: &[
        (Any, "margin: ", 2), (Any, "padding: ", 2), (Any, "color: #", 3), (Any, "display: flex", 4), (Any, "font-size: ", 3), (Start, "@media ", 4), (Any, "px;", 2), (Any, "background-color: ", 3), (Any, ":hover", 2), (Any, "!important", 3), (Any, "display: ", 2),
    ] },
];
