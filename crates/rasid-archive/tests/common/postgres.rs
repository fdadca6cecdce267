//! A server of PostgreSQL for the tests alone: made in a temporary folder, spoken to by a socket there, ended with its last user.
#![allow(dead_code, reason = "no test uses all of it")]

use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tempfile::TempDir;

/// A server that runs.
pub(crate) struct Server {
    folder: TempDir,
    programs: PathBuf,
    child: Mutex<Child>,
    databases: AtomicU32,
    port: u16,
    /// What is set otherwise than for all.
    settings: Vec<String>,
}

/// The server, started where it is not running; none where there is no program for it, which is told, and where it must be there
/// (`RASID_POSTGRES=required`) is a failure.
pub(crate) fn server() -> Option<Arc<Server>> {
    static RUNNING: Mutex<Weak<Server>> = Mutex::new(Weak::new());
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(server) = running.upgrade() {
        return Some(server);
    }
    let Some(programs) = programs() else {
        assert!(std::env::var_os("RASID_POSTGRES").is_none_or(|v| v != "required"), "no PostgreSQL here, and it is required");
        eprintln!("left out: no PostgreSQL server is installed (initdb, postgres)");
        return None;
    };
    let server = Arc::new(Server::start(programs));
    *running = Arc::downgrade(&server);
    Some(server)
}

/// A server of one's own, where there is one.
pub(crate) fn fresh() -> Server {
    Server::start(programs().expect("PostgreSQL"))
}

/// One that can be reached by TCP, encrypted and with a password alone: `server.crt` is its certificate, `server.key` the key of it.
pub(crate) fn guarded(certificate: &str, key: &str) -> Server {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let settings = ["listen_addresses=127.0.0.1", &format!("port={port}")].map(str::to_owned).to_vec();
    Server::make(programs().expect("PostgreSQL"), port, settings, |server| {
        server.put("data/pg_hba.conf", "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n");
        server.put("data/postgresql.auto.conf", "ssl = on\n");
        server.put("data/server.crt", certificate);
        server.put("data/server.key", key);
    })
}

/// The folder with `initdb` and `postgres`: the newest of a system's own, or one of the path.
fn programs() -> Option<PathBuf> {
    let version = |path: &PathBuf| path.file_name().and_then(|v| v.to_str()?.parse::<u32>().ok());
    let mut systems: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|e| e.path()).collect();
    systems.sort_by_key(|path| std::cmp::Reverse(version(path)));
    let systems = systems.into_iter().map(|path| path.join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    systems.chain(std::env::split_paths(&path)).find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

/// It does not run as root: then as another.
fn user() -> Option<(u32, u32)> {
    if std::fs::metadata("/proc/self").unwrap().uid() != 0 {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let named = |name: &str| {
        let fields: Vec<&str> = users.lines().find(|line| line.starts_with(name))?.split(':').collect();
        Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
    };
    Some(named("postgres:").or_else(|| named("nobody:")).expect("another user"))
}

fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    if let Some((user, group)) = user() {
        command.uid(user).gid(group);
    }
    command.current_dir("/").env_remove("PGDATA").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

impl Server {
    fn start(programs: PathBuf) -> Self {
        Self::make(programs, 5432, vec!["listen_addresses=".to_owned()], |_| {})
    }

    /// Makes a server with its files, and starts it.
    fn make(programs: PathBuf, port: u16, settings: Vec<String>, prepare: impl FnOnce(&Made<'_>)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        if let Some((user, group)) = user() {
            std::os::unix::fs::chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        // Sorted as Arabic is, where the server can: no answer may depend on it.
        let languages: [&[&str]; 2] = [&["--locale-provider=icu", "--icu-locale=ar"], &[]];
        let made = languages.iter().any(|language| {
            let data = folder.path().join("data");
            let _ = std::fs::remove_dir_all(&data);
            let mut make = command(&programs.join("initdb"));
            make.arg("-D").arg(data).args(["-A", "trust", "-U", "rasid", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]).args(*language);
            make.status().unwrap().success()
        });
        assert!(made, "initdb");
        prepare(&Made(folder.path()));
        let child = Mutex::new(run(&programs, folder.path(), &settings));
        let server = Self { folder, programs, child, databases: AtomicU32::new(0), port, settings };
        server.wait();
        server
    }

    fn wait(&self) {
        for _ in 0..600 {
            if postgres::Client::connect(&self.address("postgres"), postgres::NoTls).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the server does not answer");
    }

    /// The address of a database.
    pub(crate) fn address(&self, database: &str) -> String {
        format!("postgres://rasid@/{database}?host={}&port={}", self.folder.path().display(), self.port)
    }

    /// Where it is reached by TCP.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Another certificate, from now on.
    pub(crate) fn show(&self, certificate: &str, key: &str) {
        let made = Made(self.folder.path());
        made.put("data/server.crt", certificate);
        made.put("data/server.key", key);
        self.client("postgres").batch_execute("SELECT pg_reload_conf()").unwrap();
    }

    /// A new database.
    pub(crate) fn database(&self) -> String {
        let name = format!("d{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.client("postgres").batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        self.address(&name)
    }

    pub(crate) fn client(&self, database: &str) -> postgres::Client {
        postgres::Client::connect(&self.address(database), postgres::NoTls).unwrap()
    }

    /// Ends it as a fall of the power would, and starts it again.
    pub(crate) fn fall(&self) {
        let mut child = self.child.lock().unwrap();
        // Asked to quit at once: nothing is written to an end.
        let quit = Command::new("kill").args(["-QUIT", &child.id().to_string()]).status().unwrap();
        assert!(quit.success());
        child.wait().unwrap();
        *child = run(&self.programs, self.folder.path(), &self.settings);
        drop(child);
        self.wait();
    }

    /// Whether bytes stand in a file of its tables.
    pub(crate) fn holds(&self, bytes: &[u8]) -> bool {
        self.client("postgres").batch_execute("CHECKPOINT").unwrap();
        let mut folders = vec![self.folder.path().join("data/base")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                    _ => {
                        let file = std::fs::read(entry.path()).unwrap_or_default();
                        if file.windows(bytes.len()).any(|w| w == bytes) {
                            return true;
                        }
                    }
                }
            }
        }
        false
    }
}

/// The folder of a server.
struct Made<'f>(&'f Path);

impl Made<'_> {
    /// A file that the server alone can read.
    fn put(&self, name: &str, text: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        if let Some((user, group)) = user() {
            std::os::unix::fs::chown(&path, Some(user), Some(group)).unwrap();
        }
    }
}

fn run(programs: &Path, folder: &Path, own: &[String]) -> Child {
    let mut server = command(&programs.join("postgres"));
    server.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    let settings = ["fsync=off", "shared_buffers=64MB", "max_connections=40", "autovacuum_naptime=1min"];
    settings.into_iter().chain(own.iter().map(String::as_str)).for_each(|setting| _ = server.args(["-c", setting]));
    server.spawn().unwrap()
}

impl Drop for Server {
    fn drop(&mut self) {
        let child = self.child.get_mut().unwrap_or_else(PoisonError::into_inner);
        let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        let _ = child.wait();
    }
}
