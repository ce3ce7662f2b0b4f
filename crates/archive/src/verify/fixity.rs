//! Manifests against bytes, both ways; and against each other, to tell an altered file from an
//! altered manifest.

use std::collections::BTreeSet;

use terms::Digests;

use super::intake::Taken;
use crate::layout::{
    BAG_INFO, BAGIT, DECLARATION, FETCH, MANIFEST_SHA256, MANIFEST_SM3, PAYLOAD, REQUIRED,
    TAGMANIFEST_SHA256, TAGMANIFEST_SM3,
};
use crate::manifest::Manifest;
use crate::report::{DefectCode, Findings};

/// Checks everything that BagIt says about the bytes.
pub(super) fn check(taken: &Taken, findings: &mut Findings) {
    if !taken.broken_off {
        for path in REQUIRED.iter().filter(|path| !taken.members.contains_key(**path)) {
            findings.defect(DefectCode::MemberMissing, path, "缺少这个必备文件。");
        }
    }
    if taken.members.contains_key(FETCH) {
        findings.defect(DefectCode::Form, FETCH, "包必须自身完整,不得引用包外文件。");
    }
    let [tag_sha256, tag_sm3, sha256, sm3] =
        [TAGMANIFEST_SHA256, TAGMANIFEST_SM3, MANIFEST_SHA256, MANIFEST_SM3]
            .map(|name| Listing { name, manifest: read_manifest(taken, name, findings) });
    Check { taken, sha256: tag_sha256, sm3: tag_sm3, covers: is_listed_tag_file }.run(findings);
    Check { taken, sha256, sm3, covers: is_payload }.run(findings);
    check_declaration(taken, findings);
    check_oxum(taken, findings);
}

fn is_payload(path: &str) -> bool {
    path.starts_with(PAYLOAD)
}

/// A tag manifest lists all tag files but the tag manifests themselves.
fn is_listed_tag_file(path: &str) -> bool {
    !is_payload(path) && ![TAGMANIFEST_SHA256, TAGMANIFEST_SM3].contains(&path)
}

fn read_manifest(taken: &Taken, name: &str, findings: &mut Findings) -> Option<Manifest> {
    match Manifest::parse(taken.texts.get(name)?) {
        Ok(manifest) => Some(manifest),
        Err(line) => {
            findings.defect(DefectCode::Form, name, format!("清单第 {line} 行格式不正确。"));
            None
        }
    }
}

/// A manifest, or none if it is missing or unreadable (which is a defect of its own).
struct Listing {
    name: &'static str,
    manifest: Option<Manifest>,
}

/// What one manifest says about one file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    /// There is no such manifest to ask.
    Nothing,
    /// It does not list the file.
    Unlisted,
    /// Its digest is that of the bytes.
    Agrees,
    /// Its digest is another.
    Differs,
}

impl Listing {
    fn says(&self, path: &str, actual: &[u8; 32]) -> Says {
        match &self.manifest {
            None => Says::Nothing,
            Some(manifest) => match manifest.entries.get(path) {
                None => Says::Unlisted,
                Some(digest) if digest == actual => Says::Agrees,
                Some(_) => Says::Differs,
            },
        }
    }

    fn lists(&self, path: &str) -> Option<bool> {
        self.manifest.as_ref().map(|manifest| manifest.entries.contains_key(path))
    }

    fn paths(&self) -> impl Iterator<Item = &str> {
        self.manifest.iter().flat_map(|manifest| manifest.entries.keys()).map(String::as_str)
    }
}

/// A pair of manifests and the files they must list.
struct Check<'a> {
    taken: &'a Taken,
    sha256: Listing,
    sm3: Listing,
    covers: fn(&str) -> bool,
}

impl Check<'_> {
    fn run(&self, findings: &mut Findings) {
        let members = self.taken.members.keys().map(String::as_str);
        let covered = members.filter(|path| (self.covers)(path));
        let paths: BTreeSet<&str> =
            covered.chain(self.sha256.paths()).chain(self.sm3.paths()).collect();
        for path in paths {
            match self.taken.members.get(path) {
                Some(Some(digests)) => self.compare(path, digests, findings),
                // Cut short: already reported.
                Some(None) => {}
                None if self.taken.broken_off => {}
                None => self.missing(path, findings),
            }
        }
    }

    /// One manifest alone accusing a file is itself altered, unless it is the sound one of the two.
    fn compare(&self, path: &str, digests: &Digests, findings: &mut Findings) {
        let by_sha256 = (&self.sha256, self.sha256.says(path, digests.sha256.as_bytes()));
        let by_sm3 = (&self.sm3, self.sm3.says(path, digests.sm3.as_bytes()));
        let accused = match (by_sha256, by_sm3) {
            ((_, Says::Agrees | Says::Nothing), (_, Says::Agrees | Says::Nothing)) => return,
            ((good, Says::Agrees), (bad, _)) | ((bad, _), (good, Says::Agrees)) => {
                if !findings.names(good.name) || findings.names(bad.name) {
                    self.accuse_manifest(bad, path, findings);
                    return;
                }
                [by_sha256.1, by_sm3.1]
            }
            ((_, sha256), (_, sm3)) => [sha256, sm3],
        };
        if !accused.contains(&Says::Differs) {
            findings.defect(DefectCode::MemberUnlisted, path, "清单里没有这个文件。");
            return;
        }
        findings.defect(DefectCode::MemberAltered, path, "内容与清单记载的摘要不一致,已被改动。");
        for (listing, says) in [by_sha256, by_sm3] {
            if says == Says::Unlisted {
                self.accuse_manifest(listing, path, findings);
            }
        }
    }

    fn missing(&self, path: &str, findings: &mut Findings) {
        let only = match (self.sha256.lists(path), self.sm3.lists(path)) {
            (Some(true), Some(false)) => Some((&self.sha256, &self.sm3)),
            (Some(false), Some(true)) => Some((&self.sm3, &self.sha256)),
            _ => None,
        };
        match only {
            Some((lists, silent)) if findings.names(lists.name) || !findings.names(silent.name) => {
                self.accuse_manifest(lists, path, findings);
            }
            _ => findings.defect(DefectCode::MemberMissing, path, "清单列有这个文件,包内没有。"),
        }
    }

    fn accuse_manifest(&self, listing: &Listing, path: &str, findings: &mut Findings) {
        let what = format!("清单对 {path} 的记载与另一份清单和文件内容不一致,清单已被改动。");
        findings.defect(DefectCode::ManifestAltered, listing.name, what);
    }
}

fn check_declaration(taken: &Taken, findings: &mut Findings) {
    if taken.texts.get(BAGIT).is_some_and(|text| text != DECLARATION.as_bytes()) {
        findings.defect(DefectCode::Form, BAGIT, "不是 BagIt 1.0 声明。");
    }
}

/// `Payload-Oxum` must give the payload's bytes and files.
fn check_oxum(taken: &Taken, findings: &mut Findings) {
    let Some(text) = taken.texts.get(BAG_INFO) else { return };
    let payload = taken.members.iter().filter(|(path, _)| is_payload(path));
    let (octets, files) = payload.fold((0_u64, 0_u64), |(octets, files), (_, digests)| {
        (octets.saturating_add(digests.map_or(0, |d| d.size_bytes)), files + 1)
    });
    let wanted = format!("Payload-Oxum: {octets}.{files}");
    let stated = std::str::from_utf8(text)
        .ok()
        .and_then(|text| text.lines().find(|line| line.starts_with("Payload-Oxum:")));
    // A file more, fewer or of another size is reported as such.
    let explained = findings.names_any_in(PAYLOAD)
        || [MANIFEST_SHA256, MANIFEST_SM3].iter().any(|name| findings.names(name));
    if stated != Some(wanted.as_str()) && !explained && !taken.broken_off {
        findings.defect(DefectCode::Form, BAG_INFO, "记载的载荷大小和文件数与实际不符。");
    }
}
