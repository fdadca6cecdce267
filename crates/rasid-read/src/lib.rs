//! Bytes of the web → documents: saved pages, crawls (WARC), packed files. Each reader has a bound on what it unpacks or builds.

pub mod gunzip;
pub mod pages;
pub mod warc;
