//! The desk as a user opens it: on this machine alone, over an archive that is there.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read files and sockets, and fail where they cannot")]

mod common;

use common::{code, examples, folder, rasid, run, said};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
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
    let folder = folder("serve-open", &[]);
    std::fs::create_dir_all(&folder).unwrap();
    let text = examples().join("truce-libya.txt").display().to_string();
    assert_eq!(code(&run(&["ingest", "--archive", "x.archive", &text], &folder)), 0);

    let mut command = rasid();
    let command = command.current_dir(&folder).args(["serve", "--archive", "x.archive", "--port", "0"]).stderr(Stdio::piped());
    let mut desk = Running(command.spawn().unwrap());
    let mut line = String::new();
    BufReader::new(desk.0.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_else(|| panic!("{line}")).to_owned();
    let ask = |path: &str| {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    assert!(ask("/").contains("<main id=\"main\""));
    let archive = ask("/api/archive");
    assert!(archive.starts_with("HTTP/1.1 200") && archive.contains("\"reports\":1"), "{archive}");

    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let refused = run(&["serve", "--archive", "x.archive", "--port", &port], &folder);
    assert!(code(&refused) == 2 && said(&refused).contains("--port"), "{}", said(&refused));
}
