//! `sluice run`: Envoy on a rendered folder, rendered again whenever the file
//! changes.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant, SystemTime};

use rustix::process::{Pid, Signal, kill_process};

use super::drain;
use super::render::Settings;
use super::rollout::Rollout;
use crate::admin::Admin;
use crate::failure::Failure;
use crate::load::{self, Gateway};
use crate::output;
use crate::render::{Files, envoy};
use crate::signals::{self, Ends};

/// How often the file and Envoy are looked at.
const LOOK: Duration = Duration::from_millis(250);
/// How long Envoy may take to end before it is killed.
const GRACE: Duration = Duration::from_secs(10);
/// How many seconds the connections of a listener live on that has been changed:
/// longer than any answer takes.
const CHANGED_LISTENER: u64 = 3600;
/// Where `make setup` puts Envoy.
const SET_UP_ENVOY: &str = ".sluice/venv/bin/envoy";

/// Run a gateway: render it, start Envoy, follow the file's changes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
When the file changes and is good, Envoy takes it over without dropping a request; when it is
bad, its problems are printed and the old configuration stays. Changes of `admin` need a restart.

SIGTERM and Ctrl-C let the answers that are under way finish, for --drain-time; a second one ends
everything at once. What supervises the command has to wait for as long, and to signal it alone:
`docker stop --time`, terminationGracePeriodSeconds, KillMode=mixed.

Examples:
  sluice run gateway.yaml
  sluice run gateway.yaml --envoy /usr/bin/envoy --wasm sluice.wasm --concurrency 2")]
pub(crate) struct Args {
    /// The gateway.yaml.
    file: PathBuf,
    /// The Envoy to run; else the one on PATH, or the one of `make setup`.
    #[arg(long, value_name = "PATH", env = "ENVOY")]
    envoy: Option<PathBuf>,
    /// Envoy's worker threads; one for each processor without it.
    #[arg(long, value_name = "N")]
    concurrency: Option<u32>,
    /// Seconds that answers may take to finish when the gateway is asked to end, or when
    /// their provider is taken out of the file.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    drain_time: u64,
    /// How much Envoy logs.
    #[arg(long, value_name = "LEVEL", default_value = "warning")]
    log_level: String,
    #[command(flatten)]
    settings: Settings,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let gateway = load::gateway(&args.file, args.settings.options())?;
    check(args, &gateway)?;
    let folder = Folder::new()?;
    let first = render(args, &gateway, &folder);
    let longest = Duration::from_secs(args.drain_time);
    let mut rollout = Rollout::begin(first, folder.0.clone(), longest)?;
    let admin = match gateway.config.admin() {
        Some(address) => Admin::Port(address),
        None => Admin::Socket(folder.socket()),
    };
    let ends = signals::listen()?;
    let mut envoy = start(args, &folder)?;
    let listener = gateway.config.listener();
    output::note(&format!(
        "{} on http://{}:{}",
        gateway.name, listener.address, listener.port
    ));
    let reload = |rollout: &mut Rollout| reload(args, &folder, rollout, &admin, &ends);
    follow(&args.file, &ends, &mut envoy, &mut rollout, reload)?;
    drain::drain(&mut envoy, &admin, &ends, longest);
    stop(&mut envoy, &ends)
}

/// What Envoy would only complain about in its own words.
fn check(args: &Args, gateway: &Gateway) -> Result<(), Failure> {
    let missing = gateway.missing_keys();
    if !missing.is_empty() {
        return Err(Failure::refused(format!(
            "keys of providers are missing\n  {}",
            missing.join("\n  ")
        )));
    }
    let settings = args.settings.envoy();
    if !Path::new(&settings.wasm).is_file() {
        return Err(Failure::refused(format!(
            "there is no module {}; build it with `make wasm`, or name it with --wasm",
            settings.wasm
        )));
    }
    let tls = gateway
        .config
        .providers()
        .iter()
        .any(|provider| provider.endpoint.tls);
    if tls && !Path::new(&settings.ca_file).is_file() {
        return Err(Failure::refused(format!(
            "there is no {}, to check providers by; name the authorities with --ca-file",
            settings.ca_file
        )));
    }
    Ok(())
}

fn render(args: &Args, gateway: &Gateway, folder: &Folder) -> Files {
    let settings = envoy::Settings {
        admin_socket: Some(folder.socket().display().to_string()),
        ..args.settings.envoy()
    };
    envoy::folder(gateway, &settings, &folder.name())
}

fn start(args: &Args, folder: &Folder) -> Result<Child, Failure> {
    let set_up = Path::new(SET_UP_ENVOY);
    let binary = match &args.envoy {
        Some(binary) => binary.clone(),
        None if !is_on_path("envoy") && set_up.exists() => set_up.to_owned(),
        None => PathBuf::from("envoy"),
    };
    let mut command = Command::new(&binary);
    command
        .arg("--config-path")
        .arg(folder.0.join("envoy.yaml"))
        .args(["--disable-hot-restart", "--log-level", &args.log_level])
        // When Envoy drains, clients are asked to go at once.
        .args(["--drain-strategy", "immediate"])
        .args([
            "--drain-time-s",
            &args.drain_time.max(CHANGED_LISTENER).to_string(),
        ])
        // Ctrl-C is for this command, which ends Envoy when it is time.
        .process_group(0);
    if let Some(concurrency) = args.concurrency {
        command.args(["--concurrency", &concurrency.to_string()]);
    }
    command.spawn().map_err(|error| {
        Failure::refused(format!(
            "{}: {error}; run `make setup`, or name an Envoy with --envoy",
            binary.display()
        ))
    })
}

fn is_on_path(name: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}

/// Until a signal comes; an Envoy that ends before is a failure.
fn follow(
    file: &Path,
    ends: &Ends,
    envoy: &mut Child,
    rollout: &mut Rollout,
    reload: impl Fn(&mut Rollout) -> bool,
) -> Result<(), Failure> {
    let mut seen = modified(file);
    loop {
        if ends.wait_for(LOOK) {
            return Ok(());
        }
        if let Ok(Some(status)) = envoy.try_wait() {
            return Err(Failure::refused(format!("Envoy ended by itself: {status}")));
        }
        let now = modified(file);
        // A file that is gone is on its way: editors replace it.
        if now.is_some() && now != seen {
            seen = now;
            if reload(rollout) {
                return Ok(());
            }
        }
        if let Err(failure) = rollout.tidy() {
            tell(&failure);
        }
    }
}

/// Takes over the file if it is good; true if a signal came meanwhile.
fn reload(args: &Args, folder: &Folder, rollout: &mut Rollout, admin: &Admin, ends: &Ends) -> bool {
    let reloaded = load::gateway(&args.file, args.settings.options())
        .and_then(|gateway| check(args, &gateway).map(|()| gateway))
        .and_then(|gateway| rollout.change(render(args, &gateway, folder), admin, ends));
    match reloaded {
        Ok(ending) => {
            output::note(&format!("{}: taken over", args.file.display()));
            ending
        }
        Err(failure) => {
            tell(&failure);
            output::note("the old configuration stays");
            false
        }
    }
}

fn tell(failure: &Failure) {
    if let Some(message) = failure.message() {
        output::note(&message);
    }
}

/// Changes of the file; its length too, as clocks of file systems are coarse.
fn modified(file: &Path) -> Option<(SystemTime, u64)> {
    let metadata = fs::metadata(file).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// Asks Envoy to end, and makes it end if it does not or the signal comes again.
fn stop(envoy: &mut Child, ends: &Ends) -> Result<(), Failure> {
    let pid = i32::try_from(envoy.id()).ok().and_then(Pid::from_raw);
    if let Some(pid) = pid {
        // An error means that it is gone already.
        let _sent = kill_process(pid, Signal::TERM);
    }
    let asked = Instant::now();
    loop {
        if let Ok(Some(status)) = envoy.try_wait() {
            return ended(status);
        }
        if asked.elapsed() > GRACE || ends.wait_for(LOOK) {
            let _killed = envoy.kill();
            let status = envoy.wait();
            return status
                .map_err(|error| Failure::refused(error.to_string()))
                .and_then(|_| Err(Failure::refused("Envoy had to be killed")));
        }
    }
}

fn ended(status: ExitStatus) -> Result<(), Failure> {
    // A signal may have reached Envoy as well, which ends by it before it is asked.
    if status.success() || status.code().is_none() {
        Ok(())
    } else {
        Err(Failure::refused(format!("Envoy ended badly: {status}")))
    }
}

/// A folder of this run, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self, Failure> {
        let path = PathBuf::from(format!(".sluice/run-{}", std::process::id()));
        fs::create_dir_all(&path)
            .map_err(|error| Failure::refused(format!("{}: {error}", path.display())))?;
        Ok(Self(path))
    }

    /// Where Envoy can be asked if the gateway has no admin page.
    fn socket(&self) -> PathBuf {
        self.0.join("admin.sock")
    }

    fn name(&self) -> String {
        self.0.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Left over at worst; nothing can be done about it here.
        let _removed = fs::remove_dir_all(&self.0);
    }
}
