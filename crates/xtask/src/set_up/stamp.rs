//! Remembers what a step was last done for, so that a second run is quick.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::repo::Repo;

/// A short name of a set of files: paths and contents. Only ever compared with itself.
///
/// # Errors
/// A file or folder cannot be read.
pub(crate) fn of_files(roots: &[&Path]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for root in roots {
        add(root, &mut hasher)?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    let context = || format!("无法读取 {}", path.display());
    if path.is_dir() {
        let entries: Result<Vec<_>, _> = fs::read_dir(path).with_context(context)?.collect();
        let mut paths: Vec<_> =
            entries.with_context(context)?.into_iter().map(|entry| entry.path()).collect();
        paths.sort();
        return paths.iter().try_for_each(|path| add(path, hasher));
    }
    path.hash(hasher);
    fs::read(path).with_context(context)?.hash(hasher);
    Ok(())
}

/// Runs `work` unless `product` exists and the step was last done for the same `inputs`.
///
/// # Errors
/// What `work` returns, or the stamp cannot be written.
pub(crate) fn unless_done(
    repo: &Repo,
    step: &str,
    inputs: &str,
    product: &Path,
    work: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let stamp = repo.target(&format!("stamps/{step}"));
    if product.exists() && fs::read_to_string(&stamp).is_ok_and(|done_for| done_for == inputs) {
        eprintln!("{step}:没有变化,沿用上次结果");
        return Ok(());
    }
    work()?;
    let folder = repo.target("stamps");
    fs::create_dir_all(&folder).with_context(|| format!("无法建立 {}", folder.display()))?;
    fs::write(&stamp, inputs).with_context(|| format!("无法写 {}", stamp.display()))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_step_is_repeated_only_when_its_inputs_change_or_its_product_is_gone() {
        let root = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        fs::create_dir_all(&root).unwrap();
        let repo = Repo::at(&root);
        let product = root.join("product");
        let runs = Cell::new(0);
        let step = |inputs: &str| {
            unless_done(&repo, "step", inputs, &product, || {
                runs.set(runs.get() + 1);
                Ok(fs::write(&product, "made")?)
            })
            .unwrap();
            runs.get()
        };
        assert_eq!((step("a"), step("a"), step("b")), (1, 1, 2));
        fs::remove_file(&product).unwrap();
        assert_eq!(step("b"), 3);
        let before = of_files(&[&product]).unwrap();
        fs::write(&product, "changed").unwrap();
        assert_ne!(of_files(&[&product]).unwrap(), before);
        fs::remove_dir_all(&root).unwrap();
    }
}
