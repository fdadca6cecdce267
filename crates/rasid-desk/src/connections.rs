//! Connections: how many there may be at once, and how slow those at their other end.

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

/// Connections that are open at once; who comes then waits until one is closed.
const MOST: usize = 4096;
/// How long the head of a question may take to come, and how long a connection may stay without one.
const HEAD: Duration = Duration::from_secs(15);
/// How long a connection may stay at all: one that takes its answer a byte at a time is closed then.
const LIFE: Duration = Duration::from_secs(600);
/// The longest head of a question, in bytes, and how many lines it may have; a longer one is refused (431).
const LONGEST_HEAD: usize = 32 * 1024;
const LINES: usize = 64;
/// How long is waited after a connection that could not be had, for want of files that may be open.
const BREATH: Duration = Duration::from_millis(50);
/// How long those who are being answered have when the program is ended.
const LEAVE: Duration = Duration::from_secs(5);

/// Answers until somebody ends the program.
pub(crate) async fn serve(listener: TcpListener, router: Router) {
    let (places, leaving) = (Arc::new(Semaphore::new(MOST)), GracefulShutdown::new());
    let mut interrupted = std::pin::pin!(interrupted());
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let (stream, from) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(_) => {
                    tokio::time::sleep(BREATH).await;
                    continue;
                }
            },
            () = &mut interrupted => break,
        };
        let answering = leaving.watch(answer(stream, from, router.clone()));
        tokio::spawn(async move {
            // Whoever went away, or was too slow, wants no answer.
            let _ = tokio::time::timeout(LIFE, answering).await;
            drop(place);
        });
    }
    let _ = tokio::time::timeout(LEAVE, leaving.shutdown()).await;
}

/// What is asked on one connection, answered one after the other.
fn answer(stream: TcpStream, from: SocketAddr, router: Router) -> impl GracefulConnection<Error = hyper::Error> {
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(from));
        router.clone().oneshot(request)
    });
    let _ = stream.set_nodelay(true);
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEAD).max_headers(LINES).max_buf_size(LONGEST_HEAD);
    server.serve_connection(TokioIo::new(stream), service)
}

/// Until somebody ends the program.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
