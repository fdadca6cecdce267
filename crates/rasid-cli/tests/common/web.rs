//! A small server of pages and feeds.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What was asked: when, the path, the head.
pub(crate) type Asked = Arc<Mutex<Vec<(Instant, String, String)>>>;

/// A server on 127.0.0.x; `answers` has the whole answer to each path, `{at}` stands for its address. `hang` does not answer at all.
pub(crate) struct Server {
    pub(crate) at: String,
    pub(crate) asked: Asked,
    answers: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
}

impl Server {
    pub(crate) fn new(host: &str) -> Self {
        let listener = TcpListener::bind((host, 0)).unwrap();
        let at = format!("http://{}", listener.local_addr().unwrap());
        let (asked, answers) = (Asked::default(), Arc::new(Mutex::new(BTreeMap::new())));
        let server = Self { at: at.clone(), asked: Arc::clone(&asked), answers: Arc::clone(&answers) };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (asked, answers, at) = (Arc::clone(&asked), Arc::clone(&answers), at.clone());
                std::thread::spawn(move || serve(stream, &asked, &answers, &at));
            }
        });
        server
    }

    pub(crate) fn set(&self, path: &str, status: &str, head: &str, body: &str) {
        let body = body.replace("{at}", &self.at);
        let answer = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{}\r\n{body}",
            body.len(),
            head.replace("{at}", &self.at)
        );
        self.answers.lock().unwrap().insert(path.to_owned(), answer.into_bytes());
    }

    pub(crate) fn paths(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|(_, path, _)| path.clone()).collect()
    }
}

fn serve(mut stream: TcpStream, asked: &Asked, answers: &Mutex<BTreeMap<String, Vec<u8>>>, _at: &str) {
    let mut head = String::new();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while reader.read_line(&mut head).is_ok_and(|n| n > 2) {}
    let path = head.split(' ').nth(1).unwrap_or("").to_owned();
    asked.lock().unwrap().push((Instant::now(), path.clone(), head.to_lowercase()));
    if path == "/hang" {
        std::thread::sleep(Duration::from_secs(120));
    }
    let unchanged = head.to_lowercase().contains("if-none-match: \"one\"");
    let answer = if unchanged {
        Some(b"HTTP/1.1 304 Not Modified\r\nETag: \"one\"\r\nConnection: close\r\n\r\n".to_vec())
    } else {
        answers.lock().unwrap().get(&path).cloned()
    };
    let _ =
        stream.write_all(&answer.unwrap_or_else(|| b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec()));
}

pub(crate) fn page(title: &str) -> String {
    let body = "أعلنت حكومة الوفاق الوطني في ليبيا وقفا لإطلاق النار في سرت والجفرة، ودعت إلى استئناف الحوار السياسي بين الأطراف.";
    let more = "ورحبت الأمم المتحدة بالإعلان، ودعت جميع الأطراف إلى الالتزام بوقف إطلاق النار والعودة إلى طاولة المفاوضات في أقرب وقت ممكن.";
    format!(
        "<!DOCTYPE html><html lang=\"ar\"><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{body}</p><p>{more}</p></article></body></html>"
    )
}

pub(crate) fn feed(entries: &[&str]) -> String {
    let item = |path: &&str| {
        format!(
            "<item><title>خبر {path}</title><link>{{at}}{path}</link><pubDate>Sat, 22 Aug 2020 10:00:00 +0300</pubDate><description>أعلنت الحكومة هدنة في سرت {path}.</description></item>"
        )
    };
    format!("<rss version=\"2.0\"><channel><title>صحيفة</title>{}</channel></rss>", entries.iter().map(item).collect::<String>())
}
