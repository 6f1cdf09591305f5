//! What a rendering consists of, and how it gets to a folder.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use serde_json::Value;

use crate::failure::Failure;
use crate::yaml;

/// Files in the order in which a running Envoy may see them change.
#[derive(Debug, Default, Clone)]
pub(crate) struct Files(Vec<File>);

#[derive(Debug, Clone)]
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

    /// What a file holds.
    pub(crate) fn content(&self, name: &str) -> Option<&Value> {
        let file = self.0.iter().find(|file| file.name == name)?;
        Some(&file.content)
    }

    /// The same, to be changed.
    pub(crate) fn content_mut(&mut self, name: &str) -> Option<&mut Value> {
        let file = self.0.iter_mut().find(|file| file.name == name)?;
        Some(&mut file.content)
    }

    /// Writes each by rename, so that whoever watches sees all of it or none.
    /// Files that would not change are left alone.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Failure> {
        for file in &self.0 {
            file.write(folder)?;
        }
        Ok(())
    }

    /// The same in the order in which things are taken away.
    pub(crate) fn write_last_first(&self, folder: &Path) -> Result<(), Failure> {
        for file in self.0.iter().rev() {
            file.write(folder)?;
        }
        Ok(())
    }

    /// Writes those up to this one; whether that one has changed.
    pub(crate) fn write_through(&self, last: &str, folder: &Path) -> Result<bool, Failure> {
        for file in &self.0 {
            let changed = file.write(folder)?;
            if file.name == last {
                return Ok(changed);
            }
        }
        Ok(false)
    }
}

impl File {
    /// Whether it has changed.
    fn write(&self, folder: &Path) -> Result<bool, Failure> {
        let path = folder.join(&self.name);
        self.replace(&path)
            .map_err(|error| Failure::refused(format!("{}: {error}", path.display())))
    }

    fn replace(&self, path: &Path) -> io::Result<bool> {
        let text = text(&self.content).map_err(io::Error::other)?;
        if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
            return Ok(false);
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
        fs::rename(&new, path)?;
        Ok(true)
    }
}

/// A rendered file as text.
pub(crate) fn text(content: &Value) -> Result<String, String> {
    let yaml = yaml::write(content).map_err(|error| error.to_string())?;
    Ok(format!(
        "# Rendered by `sluice render`; change gateway.yaml instead.\n{yaml}"
    ))
}
