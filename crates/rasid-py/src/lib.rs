//! The Python package's inner half. Documents come in as Arrow batches or as JSON, events go out as an Arrow table; both by the
//! PyCapsule interface, so that nothing is copied on the way and no particular Arrow library is needed. `python/rasid` is what
//! people import.

mod archive;
mod coder;
mod crawl;
mod link;
mod rows;

use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;

/// The coder makes many small things and drops them soon.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

create_exception!(rasid, RasidError, PyException, "Anything that Rasid says no to.");
create_exception!(rasid, InputError, RasidError, "A document or table that cannot be read; says which, and what to do.");
create_exception!(rasid, KnowledgeError, RasidError, "A knowledge folder with problems; lists all of them.");
create_exception!(
    rasid,
    ArchiveError,
    RasidError,
    "An archive that is missing, damaged or busy, or a question that it does not understand."
);

#[pymodule]
fn _rasid(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("LINK_DAYS", rasid_link::Weights::builtin().reach())?;
    module.add("RasidError", py.get_type::<RasidError>())?;
    module.add("InputError", py.get_type::<InputError>())?;
    module.add("KnowledgeError", py.get_type::<KnowledgeError>())?;
    module.add("ArchiveError", py.get_type::<ArchiveError>())?;
    module.add_class::<coder::Coder>()?;
    module.add_class::<crawl::Crawl>()?;
    module.add_class::<pyo3_arrow::PyTable>()?;
    module.add_function(wrap_pyfunction!(archive::sql, module)?)?;
    module.add_function(wrap_pyfunction!(archive::events, module)?)?;
    module.add_function(wrap_pyfunction!(archive::search, module)?)?;
    module.add_function(wrap_pyfunction!(link::pairs, module)?)?;
    module.add_function(wrap_pyfunction!(link::parts, module)?)?;
    module.add_function(wrap_pyfunction!(link::groups, module)?)?;
    Ok(())
}
