//! What a rendering consists of, and how it gets to a folder.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use serde_json::Value;

use crate::failure::Failure;
use crate::yaml;

/// Files in the order in which a running Envoy may see them change.
#[derive(Debug, Default)]
pub(crate) struct Files(Vec<File>);

#[derive(Debug)]
struct File {
    name: String,
    content: Value,
    secret: bool,
}

impl Files {
    /// Adds a file; `name` may have folders in it.
    pub(crate) fn add(&mut self, name: impl Into<String>, content: Value) {
        self.0.push(File {
            name: name.into(),
            content,
            secret: false,
        });
    }

    /// Adds a file that only its owner may read.
    pub(crate) fn add_secret(&mut self, name: impl Into<String>, content: Value) {
        self.0.push(File {
            name: name.into(),
            content,
            secret: true,
        });
    }

    /// Writes each by rename, so that whoever watches sees all of it or none.
    /// Files that would not change are left alone.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Failure> {
        for file in &self.0 {
            let path = folder.join(&file.name);
            file.write(&path)
                .map_err(|error| Failure::refused(format!("{}: {error}", path.display())))?;
        }
        Ok(())
    }
}

impl File {
    fn write(&self, path: &Path) -> io::Result<()> {
        let text = text(&self.content).map_err(io::Error::other)?;
        if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut new = path.as_os_str().to_owned();
        new.push(".new");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        if self.secret {
            options.mode(0o600);
        }
        let mut file = options.open(&new)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, path)
    }
}

/// A rendered file as text.
pub(crate) fn text(content: &Value) -> Result<String, String> {
    let yaml = yaml::write(content).map_err(|error| error.to_string())?;
    Ok(format!(
        "# Rendered by `sluice render`; change gateway.yaml instead.\n{yaml}"
    ))
}
