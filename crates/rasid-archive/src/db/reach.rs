//! How a server is reached, as the programs of PostgreSQL reach it: its address, the password (in the address, `PGPASSWORD`, `~/.pgpass`), and
//! whether what passes is encrypted and who answers is looked at (`sslmode`, `sslrootcert`, `~/.postgresql/root.crt`).

use percent_encoding::percent_decode_str;
use postgres::config::{Host, SslMode};
use postgres::{Client, Config};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::server::told;
use crate::{Fault, Result};

/// Whether a path is the address of a database.
pub(crate) fn address(path: &Path) -> Option<&str> {
    path.to_str().filter(|p| p.starts_with("postgres://") || p.starts_with("postgresql://"))
}

/// Where a database is, without who asks and with what password: `libya at db.example`.
pub(crate) fn shown(address: &str) -> String {
    let Ok(config) = without(address, "sslmode").0.parse::<Config>() else { return "postgres://…".to_owned() };
    let hosts: Vec<String> = config.get_hosts().iter().map(named).collect();
    format!("postgres://{}/{}", hosts.join(","), config.get_dbname().or(config.get_user()).unwrap_or_default())
}

fn named(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(folder) => folder.display().to_string(),
    }
}

/// An address without what the client does not know (`sslrootcert`, and the `sslmode`s that look at certificates), and what it said of `key`.
fn without(address: &str, key: &str) -> (String, Option<String>) {
    let start = address.find('@').unwrap_or(0);
    let Some(at) = address.get(start..).and_then(|rest| rest.find('?')).map(|at| start + at) else { return (address.to_owned(), None) };
    let (front, query) = address.split_at(at);
    let pairs = || query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
    let kept: Vec<String> = pairs().filter(|(k, _)| !matches!(*k, "sslmode" | "sslrootcert")).map(|(k, v)| format!("{k}={v}")).collect();
    let said = pairs().rfind(|(k, _)| *k == key).map(|(_, v)| percent_decode_str(v).decode_utf8_lossy().into_owned());
    (if kept.is_empty() { front.to_owned() } else { format!("{front}?{}", kept.join("&")) }, said)
}

/// A variable of the environment that says something.
fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).and_then(|value| value.into_string().ok()).filter(|value| !value.is_empty())
}

/// A file of this user's, if it is there.
fn own(path: &str) -> Option<PathBuf> {
    std::env::home_dir().map(|home| home.join(path)).filter(|path| path.is_file())
}

/// The way to a server.
#[derive(Clone)]
pub(super) struct Way {
    pub(super) config: Config,
    pub(super) tls: MakeRustlsConnect,
}

impl Way {
    /// The way that an address and this user's settings tell.
    pub(super) fn to(address: &str) -> Result<Self> {
        let (plain, mode) = without(address, "sslmode");
        let mut config: Config = plain.parse().map_err(|e| Fault::Address(told(&e)))?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            config.host("localhost");
        }
        if config.get_password().is_none()
            && let Some(password) = variable("PGPASSWORD").map_or_else(|| noted(&config), |password| Ok(Some(password)))?
        {
            config.password(password);
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(10));
        }
        config.application_name("rasid");
        let authority = without(address, "sslrootcert").1.or_else(|| variable("PGSSLROOTCERT")).map(PathBuf::from);
        let authority = authority.or_else(|| own(".postgresql/root.crt"));
        let mode = mode.or_else(|| variable("PGSSLMODE")).unwrap_or_else(|| "prefer".to_owned());
        let (wish, look) = match mode.as_str() {
            "disable" => (SslMode::Disable, false),
            "allow" | "prefer" => (SslMode::Prefer, false),
            "require" => (SslMode::Require, authority.is_some()),
            "verify-ca" | "verify-full" => (SslMode::Require, true),
            _ => return Err(Fault::Address(format!("sslmode={mode}"))),
        };
        let tcp = |host: &Host| matches!(host, Host::Tcp(_));
        // What passes a socket stays on this machine.
        let local = !config.get_hosts().is_empty() && !config.get_hosts().iter().any(tcp);
        config.ssl_mode(if local { SslMode::Disable } else { wish });
        let tls = encryption(authority.as_deref().filter(|_| look), look, mode == "verify-full")?;
        Ok(Self { config, tls })
    }

    /// A connection, if who answers is whom it should be.
    pub(super) fn connect(&self) -> Result<Client> {
        self.config.connect(self.tls.clone()).map_err(|error| {
            let source = error.source().and_then(|e| e.downcast_ref::<std::io::Error>()).and_then(std::io::Error::get_ref);
            match source.and_then(|e| e.downcast_ref::<rustls::Error>()) {
                Some(rustls::Error::InvalidCertificate(why)) => Fault::Untrusted(why.to_string()),
                _ => Fault::from(error),
            }
        })
    }
}

/// How it is encrypted: who answers is looked at, or not; where no authority is given, by those that browsers know.
fn encryption(authority: Option<&Path>, look: bool, named: bool) -> Result<MakeRustlsConnect> {
    let provider = Arc::new(ring::default_provider());
    let mut given = Vec::new();
    let mut roots = RootCertStore::empty();
    match authority.filter(|path| path.as_os_str() != "system") {
        Some(path) => {
            let wrong = |why: String| Fault::Address(format!("sslrootcert={}: {why}", path.display()));
            let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>);
            given = read.map_err(|e| wrong(e.to_string()))?;
            roots.add_parsable_certificates(given.iter().cloned());
            if roots.is_empty() {
                return Err(wrong("no certificate".to_owned()));
            }
        }
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    }
    let named = named || given.is_empty();
    let wrong = |why: &dyn std::fmt::Display| Fault::Address(why.to_string());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build().map_err(|e| wrong(&e))?;
    let look = Look { verifier: look.then_some(verifier), given, named, provider: Arc::clone(&provider) };
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(|e| wrong(&e))?;
    Ok(MakeRustlsConnect::new(config.dangerous().with_custom_certificate_verifier(Arc::new(look)).with_no_client_auth()))
}

/// Looks at who answers.
#[derive(Debug)]
struct Look {
    /// None where whoever answers is the server, which protects from those who listen, not from those who answer in its place.
    verifier: Option<Arc<WebPkiServerVerifier>>,
    /// The certificates that are trusted.
    given: Vec<CertificateDer<'static>>,
    /// Whether the certificate must be that of the host that was asked for.
    named: bool,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Look {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        stapled: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        let Some(verifier) = &self.verifier else { return Ok(ServerCertVerified::assertion()) };
        let looked = match verifier.verify_server_cert(own, between, name, stapled, now) {
            // A server that signs for itself, as the manual shows it: valid now, and its own certificate is the one that was given.
            Err(rustls::Error::InvalidCertificate(CertificateError::Other(_))) if self.given.iter().any(|given| given == own) => {
                verify_server_name(&ParsedCertificate::try_from(own)?, name).map(|()| ServerCertVerified::assertion())
            }
            looked => looked,
        };
        match looked {
            Err(rustls::Error::InvalidCertificate(CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }))
                if !self.named =>
            {
                Ok(ServerCertVerified::assertion())
            }
            looked => looked,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier.as_ref().map_or_else(|| Ok(HandshakeSignatureValid::assertion()), |v| v.verify_tls12_signature(message, own, signed))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier.as_ref().map_or_else(|| Ok(HandshakeSignatureValid::assertion()), |v| v.verify_tls13_signature(message, own, signed))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// The password that `~/.pgpass` has for a database (or the file that `PGPASSFILE` names), a line `host:port:database:role:password`.
///
/// # Errors
/// [`Fault::Passwords`] where others can read the file, and it has one.
fn noted(config: &Config) -> Result<Option<String>> {
    let usual = || {
        if cfg!(windows) { variable("APPDATA").map(|folder| Path::new(&folder).join("postgresql/pgpass.conf")) } else { own(".pgpass") }
    };
    let Some(path) = variable("PGPASSFILE").map(PathBuf::from).or_else(usual) else { return Ok(None) };
    #[expect(clippy::disallowed_methods, reason = "a setting of this user's, as every program of PostgreSQL reads it")]
    let Ok(lines) = std::fs::read_to_string(&path) else { return Ok(None) };
    let role = config.get_user().map(str::to_owned).or_else(|| whoami::username().ok()).unwrap_or_default();
    let base = config.get_dbname().unwrap_or(&role);
    let port = |n: usize| config.get_ports().get(n).or(config.get_ports().first()).copied().unwrap_or(5432).to_string();
    let hosts = config.get_hosts().iter().map(named).chain(config.get_hostaddrs().iter().map(ToString::to_string));
    let wanted: Vec<[String; 4]> = hosts.enumerate().map(|(n, host)| [host, port(n), base.to_owned(), role.clone()]).collect();
    let password = wanted.iter().find_map(|wanted| password(&lines, wanted));
    if password.is_some() && others_read(&path) {
        return Err(Fault::Passwords(path.display().to_string()));
    }
    Ok(password)
}

/// The password of the first line that is of a host, port, database and role. `localhost` is this machine's socket, too.
fn password(lines: &str, wanted: &[String; 4]) -> Option<String> {
    lines.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let mut cells = cells(line);
        let fits = |cell: &String, wanted: &String| cell == "*" || cell == wanted || (cell == "localhost" && wanted.starts_with('/'));
        (cells.len() > 4 && cells.iter().zip(wanted).all(|(cell, wanted)| fits(cell, wanted))).then(|| cells.swap_remove(4))
    })
}

/// What stands between the colons of a line; after `\` a colon is one of a name.
fn cells(line: &str) -> Vec<String> {
    let (mut out, mut cell) = (Vec::new(), String::new());
    let mut letters = line.chars();
    while let Some(c) = letters.next() {
        match c {
            ':' => out.push(std::mem::take(&mut cell)),
            '\\' => cell.extend(letters.next()),
            c => cell.push(c),
        }
    }
    out.push(cell);
    out
}

#[cfg(unix)]
fn others_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|data| data.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_read(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_the_client_does_not_know() {
        let address = "postgres://a:b?c@h/d?sslmode=verify-full&connect_timeout=3&sslrootcert=%2Fa%20b.crt";
        assert_eq!(without(address, "sslmode"), ("postgres://a:b?c@h/d?connect_timeout=3".to_owned(), Some("verify-full".to_owned())));
        assert_eq!(without(address, "sslrootcert").1.as_deref(), Some("/a b.crt"));
        assert_eq!(without("postgres://h/d?sslmode=x", "sslrootcert"), ("postgres://h/d".to_owned(), None));
        assert_eq!(without("postgres:///d", "sslmode"), ("postgres:///d".to_owned(), None));
        assert_eq!(shown(address), "postgres://h/d");
    }

    #[test]
    fn a_password_is_found_by_host_port_database_and_role() {
        let lines =
            "# a:1:d:r:none\nshort:line\nh:5432:d:other:1\nh:5433:d:r:2\nh\\:x:*:d:r:a\\:b\\\\c:rest\nlocalhost:*:*:r:4\n*:*:d2:r:5\n";
        let found = |wanted: [&str; 4]| password(lines, &wanted.map(str::to_owned));
        assert_eq!(found(["h", "5432", "d", "r"]), None);
        assert_eq!(found(["h", "5433", "d", "r"]).as_deref(), Some("2"));
        assert_eq!(found(["h:x", "7", "d", "r"]).as_deref(), Some("a:b\\c"));
        assert_eq!(found(["/run/postgresql", "5432", "x", "r"]).as_deref(), Some("4"));
        assert_eq!(found(["any", "1", "d2", "r"]).as_deref(), Some("5"));
        assert_eq!(found(["a", "1", "d", "r"]), None);
    }
}
