/** Names inside a package (docs/formats/package.md). */

export const BAGIT = "bagit.txt";
export const BAG_INFO = "bag-info.txt";
export const MANIFEST_SHA256 = "manifest-sha256.txt";
export const MANIFEST_SM3 = "manifest-sm3.txt";
export const TAGMANIFEST_SHA256 = "tagmanifest-sha256.txt";
export const TAGMANIFEST_SM3 = "tagmanifest-sm3.txt";
export const FETCH = "fetch.txt";
export const PAYLOAD = "data/";
export const CONTENTS = "data/contents.json";
export const FACTS = "data/facts.jsonl";
export const PROOFS = "data/proofs.jsonl";
export const CHECKPOINT = "data/checkpoint.txt";
export const LOG_KEY = "data/log.vkey";
/** The SM3 tree's part: all three, or none in packages made before it was signed. */
export const SM3_PROOFS = "data/sm3/proofs.jsonl";
export const SM3_CHECKPOINT = "data/sm3/checkpoint.txt";
export const SM3_LOG_KEY = "data/sm3/log.vkey";
export const SM3_FILES: readonly string[] = [SM3_PROOFS, SM3_CHECKPOINT, SM3_LOG_KEY];
/** Outside clocks; a package may be without. */
export const TIMES = "data/times.jsonl";
const REPORT = "data/report.json";

export const DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
export const REQUIRED: readonly string[] = [BAGIT, BAG_INFO, MANIFEST_SHA256, MANIFEST_SM3, TAGMANIFEST_SHA256, TAGMANIFEST_SM3, CONTENTS, FACTS, PROOFS, CHECKPOINT, LOG_KEY, REPORT];

/** Documents and recordings of the case: a fact must name each. */
const BOUND_BY_FACTS = ["data/main/", "data/annex/", "data/front/", "data/back/", "data/recordings/"];
export const mustBeBound = (path: string): boolean => BOUND_BY_FACTS.some((folder) => path.startsWith(folder));

export const MAX_FILES = 50_000;
const MAX_PATH_CHARS = 180;

/** 1 to 64 ASCII letters, digits, `.`, `_` or `-`; not hidden, so neither `.` nor `..`. */
export const isComponent = (text: string): boolean => /^(?!\.)[A-Za-z0-9._-]{1,64}$/.test(text);
export const isPath = (text: string): boolean => text.length <= MAX_PATH_CHARS && text.split("/").every(isComponent);
