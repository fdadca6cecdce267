//! Events → a graph of actors, dynamic, as Gephi reads it: who dealt with whom, how, on which days. Only who is known by name to
//! knowledge, or a country and sector, becomes a node: no private person does.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

use super::fields::{day, kind};
use super::{Form, Row};
use crate::{Fault, Result};

/// Who acts on whom, and the kind of act.
type Tie = (String, String, String);

/// What is known so far.
#[derive(Default)]
pub(super) struct Graph {
    /// Nodes by id: what they are called, country, sector.
    nodes: BTreeMap<String, [String; 3]>,
    /// Ties with their days, and how often each is told.
    edges: BTreeMap<Tie, (BTreeSet<[String; 2]>, u64)>,
}

impl Graph {
    /// The nodes of a role.
    fn known(&mut self, event: &Value, role: &str) -> Vec<String> {
        let mut out = Vec::new();
        for party in event[role].as_array().into_iter().flatten() {
            let field = |name: &str| party[name].as_str().unwrap_or("");
            let code = [field("country"), field("sector")].into_iter().filter(|c| !c.is_empty()).collect::<Vec<_>>().join(":");
            let (id, name) = if field("id").is_empty() { (code.as_str(), code.as_str()) } else { (field("id"), field("name")) };
            if id.is_empty() {
                continue;
            }
            let name = if name.is_empty() { id } else { name };
            self.nodes.entry(id.to_owned()).or_insert_with(|| [name, field("country"), field("sector")].map(str::to_owned));
            out.push(id.to_owned());
        }
        out
    }
}

fn written(error: std::io::Error) -> Fault {
    Fault::Output(error.to_string())
}

/// Elements one in another, written to memory.
pub(super) struct Xml(Writer<Vec<u8>>);

impl Xml {
    pub(super) fn new() -> Self {
        Self(Writer::new_with_indent(Vec::new(), b' ', 1))
    }

    pub(super) fn declaration(&mut self) -> Result<()> {
        self.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None))).map_err(written)
    }

    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<()> {
        self.0.write_event(Event::Start(tag(name, attributes))).map_err(written)
    }

    pub(super) fn close(&mut self, name: &str) -> Result<()> {
        self.0.write_event(Event::End(BytesEnd::new(name))).map_err(written)
    }

    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<()> {
        self.0.write_event(Event::Empty(tag(name, attributes))).map_err(written)
    }

    pub(super) fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> Result<()> {
        self.open(name, attributes)?;
        self.0.write_event(Event::Text(BytesText::new(&allowed(text)))).map_err(written)?;
        self.close(name)
    }

    pub(super) fn done(self) -> Vec<u8> {
        self.0.into_inner()
    }
}

fn tag<'n>(name: &'n str, attributes: &[(&str, &str)]) -> BytesStart<'n> {
    let mut out = BytesStart::new(name);
    for (name, value) in attributes {
        out.push_attribute((*name, allowed(value).as_str()));
    }
    out
}

/// Without what XML cannot hold, and marks of direction made visible.
fn allowed(text: &str) -> String {
    rasid::visible::visible(text).into_owned()
}

impl Form for Graph {
    fn row(&mut self, row: &Row<'_>) -> Result<Option<Vec<u8>>> {
        let event = &row.found.event;
        let (from, to) = (self.known(event, "actor"), self.known(event, "recipient"));
        let days = [day(row.found, "/date/from"), day(row.found, "/date/to")];
        if from.is_empty() || to.is_empty() || days[0].is_empty() {
            return Ok(None);
        }
        for (a, b) in from.iter().flat_map(|a| to.iter().map(move |b| (a, b))) {
            let (spells, count) = self.edges.entry((a.clone(), b.clone(), kind(event))).or_default();
            spells.insert(days.map(str::to_owned));
            *count += 1;
        }
        Ok(Some(Vec::new()))
    }

    fn tail(&mut self) -> Result<Vec<u8>> {
        let tied: BTreeSet<&String> = self.edges.keys().flat_map(|(a, b, _)| [a, b]).collect();
        let mut xml = Xml::new();
        xml.declaration()?;
        let schema = "http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd";
        xml.open(
            "gexf",
            &[
                ("xmlns", "http://gexf.net/1.3"),
                ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
                ("xsi:schemaLocation", schema),
                ("version", "1.3"),
            ],
        )?;
        xml.open("meta", &[])?;
        xml.text("creator", &[], "Rasid")?;
        xml.text("description", &[], "Read by a machine from what reports say: who acts on whom, by kind of act, on which days")?;
        xml.close("meta")?;
        xml.open(
            "graph",
            &[("mode", "dynamic"), ("defaultedgetype", "directed"), ("timeformat", "date"), ("timerepresentation", "interval")],
        )?;
        xml.open("attributes", &[("class", "node"), ("mode", "static")])?;
        for (id, title) in [("country", "country"), ("sector", "sector")] {
            xml.empty("attribute", &[("id", id), ("title", title), ("type", "string")])?;
        }
        xml.close("attributes")?;
        xml.open("nodes", &[])?;
        for (id, [name, country, sector]) in self.nodes.iter().filter(|(id, _)| tied.contains(id)) {
            xml.open("node", &[("id", id), ("label", name)])?;
            xml.open("attvalues", &[])?;
            for (field, value) in [("country", country), ("sector", sector)] {
                xml.empty("attvalue", &[("for", field), ("value", value)])?;
            }
            xml.close("attvalues")?;
            xml.close("node")?;
        }
        xml.close("nodes")?;
        xml.open("edges", &[])?;
        for (n, ((from, to, kind), (spells, count))) in self.edges.iter().enumerate() {
            let (n, count) = (n.to_string(), count.to_string());
            xml.open("edge", &[("id", &n), ("source", from), ("target", to), ("kind", kind), ("label", kind), ("weight", &count)])?;
            xml.open("spells", &[])?;
            for [start, end] in spells {
                xml.empty("spell", &[("start", start), ("end", end)])?;
            }
            xml.close("spells")?;
            xml.close("edge")?;
        }
        xml.close("edges")?;
        xml.close("graph")?;
        xml.close("gexf")?;
        let mut out = xml.done();
        out.push(b'\n');
        Ok(out)
    }
}
