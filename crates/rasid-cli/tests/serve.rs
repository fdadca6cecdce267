//! The desk as a user opens it: on this machine alone, over an archive that is there.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read files and sockets, and fail where they cannot")]

mod common;

use common::{code, examples, folder, rasid, run, said};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

/// A program that is ended, however the test ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn no_address_that_others_reach_and_no_archive_that_is_not_there() {
    let folder = folder("serve-refused", &[("text.txt", "لا أرشيف".as_bytes())]);
    let text = examples().join("truce-libya.txt").display().to_string();
    assert_eq!(code(&run(&["ingest", "--archive", "x", &text], &folder)), 0);
    for address in ["0.0.0.0", "::", "192.168.1.7", "10.0.0.1", "::ffff:192.168.1.7"] {
        let refused = run(&["serve", "--archive", "x", "--address", address], &folder);
        assert_eq!(code(&refused), 2, "{address}");
        assert!(said(&refused).contains("nobody has an account") && said(&refused).contains(address), "{}", said(&refused));
    }
    assert!(said(&run(&["serve", "--archive", "x", "--lang", "ar", "--address", "0.0.0.0"], &folder)).contains("حساب"));
    let missing = run(&["serve", "--archive", "none", "--port", "0"], &folder);
    assert!(code(&missing) == 2 && said(&missing).contains("there is no archive"), "{}", said(&missing));
    let foreign = run(&["serve", "--archive", "text.txt", "--port", "0"], &folder);
    assert!(code(&foreign) == 2 && said(&foreign).contains("no archive of Rasid"), "{}", said(&foreign));
}

#[test]
fn it_opens_answers_and_says_where_and_a_taken_port_is_told() {
    let (_desk, address, folder) = opened("serve-open");
    let ask = |path: &str| answer(&address, format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes());
    assert!(ask("/").contains("<main id=\"main\""));
    let archive = ask("/api/archive");
    assert!(archive.starts_with("HTTP/1.1 200") && archive.contains("\"reports\":1"), "{archive}");

    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let refused = run(&["serve", "--archive", "x.archive", "--port", &port], &folder);
    assert!(code(&refused) == 2 && said(&refused).contains("--port"), "{}", said(&refused));
}

/// A desk over one report, and where it is.
fn opened(name: &str) -> (Running, String, PathBuf) {
    let folder = folder(name, &[]);
    std::fs::create_dir_all(&folder).unwrap();
    let text = examples().join("truce-libya.txt").display().to_string();
    assert_eq!(code(&run(&["ingest", "--archive", "x.archive", &text], &folder)), 0);
    let mut command = rasid();
    let command = command.current_dir(&folder).args(["serve", "--archive", "x.archive", "--port", "0"]).stderr(Stdio::piped());
    let mut desk = Running(command.spawn().unwrap());
    let mut line = String::new();
    BufReader::new(desk.0.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_else(|| panic!("{line}")).to_owned();
    (desk, address, folder)
}

/// What a desk answers to what is sent; empty where it closed the connection.
fn answer(address: &str, sent: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    // It may be refused before all of it was sent.
    let _ = stream.write_all(sent);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[cfg(unix)]
#[test]
fn slow_connections_are_no_trouble_to_others_and_end() {
    const SLOW: usize = 1000;
    // So many that none of them asks too often.
    const PROMISED: usize = 25;
    let (_desk, address, _) = opened("serve-slow");
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    let wanted = limit.maximum.map_or(8192, |most| most.min(8192));
    let raised = rustix::process::Rlimit { current: Some(wanted), maximum: limit.maximum };
    rustix::process::setrlimit(rustix::process::Resource::Nofile, raised).unwrap();
    let connect = |n: usize| {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        // Some promise a decision that does not come, some say nothing, some begin a question and never end it.
        let begun: &[u8] = match n % PROMISED {
            0 => b"POST /api/review HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Rasid: 1\r\nContent-Length: 90\r\n\r\n{",
            n if n % 2 == 0 => b"",
            _ => b"GET /api/archive HTTP/1.1\r\nHost: local",
        };
        stream.write_all(begun).unwrap();
        stream
    };
    let mut slow: Vec<TcpStream> = (0..SLOW).map(connect).collect();
    let asked = format!("GET /api/archive HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    for _ in 0..50 {
        let told = answer(&address, asked.as_bytes());
        assert!(told.starts_with("HTTP/1.1 200"), "{told}");
    }
    // Each is closed, those that promised a decision after they were told that it is late.
    for (n, stream) in slow.iter_mut().enumerate() {
        let mut told = Vec::new();
        stream.read_to_end(&mut told).unwrap_or_else(|e| panic!("{n}: {e}"));
        let told = String::from_utf8_lossy(&told);
        assert!(n % PROMISED != 0 || told.starts_with("HTTP/1.1 408"), "{n}: {told}");
    }
}

#[test]
fn what_is_too_long_is_refused() {
    let (_desk, address, _) = opened("serve-long");
    let head = |line: &str| format!("GET /api/archive HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{line}\r\n");
    let many: String = (0..200).map(|n| format!("X-{n}: 1\r\n")).collect();
    for long in [format!("X-Long: {}\r\n", "x".repeat(1 << 20)), many] {
        let told = answer(&address, head(&long).as_bytes());
        assert!(told.is_empty() || told.starts_with("HTTP/1.1 431"), "{told}");
    }
    let long = format!("GET /api/archive?{} HTTP/1.1\r\nHost: {address}\r\n\r\n", "x".repeat(1 << 20));
    let told = answer(&address, long.as_bytes());
    assert!(told.starts_with("HTTP/1.1 414") || told.starts_with("HTTP/1.1 431") || told.is_empty(), "{told}");
    let body = "x".repeat(1 << 17);
    let post = format!(
        "POST /api/review HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\nX-Rasid: 1\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let told = answer(&address, post.as_bytes());
    assert!(told.starts_with("HTTP/1.1 413"), "{told}");
    assert!(answer(&address, head("").as_bytes()).starts_with("HTTP/1.1 200"));
}
