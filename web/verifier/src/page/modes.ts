/** The six things one may verify: which inputs each asks for, and what is done with them. */
import { verifyCheckpoints } from "../core/checkpoints";
import { parseFactProof, PROOF, verifyFact } from "../core/fact";
import { type Report, unreadable } from "../core/findings";
import { keptNotes } from "../core/log/heads";
import { verifyLog } from "../core/log/log";
import { verifyPackage, type Work } from "../core/package";
import type { Policy } from "../core/policy";
import { verifyReceipt } from "../core/receipt";
import { verifySlip } from "../core/slip";
import { FileField, TextField } from "./inputs";
import { fieldWords as f, modeWords } from "./zh";

export interface Mode {
  readonly name: string;
  readonly text: string;
  readonly fields: readonly (FileField | TextField)[];
  readonly usesPolicy: boolean;
  /** Each byte counts once, not for either digest. */
  readonly isReadOnce?: boolean;
  /** The label of an input that must be there and is not. */
  readonly missing: () => string | null;
  readonly names: () => string[];
  readonly run: (policy: Policy | null, work: Work) => Promise<Report>;
}

const nameOf = (field: FileField): string[] => field.chosen.slice(0, 1).map(({ path }) => (field.isFolder ? (path.split("/")[0] ?? path) : path));
const fileOf = (field: FileField): File | null => field.chosen[0]?.blob ?? null;
/** Pasted notes often lose their last line break. */
const noteOf = (field: TextField): string => (field.text === "" || field.text.endsWith("\n") ? field.text : `${field.text}\n`);

function packageMode(): Mode {
  const pack = new FileField(f.package, "package");
  return {
    ...modeWords.package,
    fields: [pack],
    usesPolicy: true,
    missing: () => (pack.chosen.length === 0 ? f.package.label : null),
    names: () => nameOf(pack),
    run: (policy, work) => verifyPackage(pack.isFolder ? pack.chosen : (fileOf(pack) ?? new Blob()), policy, work),
  };
}

function factMode(): Mode {
  const [file, proof, leaf] = [new FileField(f.file, "file"), new TextField({ ...f.proof, rows: 5 }), new TextField({ ...f.leaf, rows: 2 })];
  return {
    ...modeWords.fact,
    fields: [file, proof, leaf],
    usesPolicy: true,
    missing: () => (proof.text.trim() === "" ? f.proof.label : null),
    names: () => nameOf(file),
    run: async (policy, work) => {
      const read = parseFactProof(noteOf(proof), leaf.text);
      return typeof read === "string" ? unreadable(PROOF, read) : verifyFact(fileOf(file), read, policy, work);
    },
  };
}

function slipMode(): Mode {
  const [slip, proof] = [new TextField({ ...f.slip, rows: 2 }), new TextField({ ...f.slipProof, rows: 5 })];
  return {
    ...modeWords.slip,
    fields: [slip, proof],
    usesPolicy: true,
    missing: () => (slip.text.trim() === "" ? f.slip.label : proof.text.trim() === "" ? f.slipProof.label : null),
    names: () => [],
    run: async (policy) => {
      const read = parseFactProof(noteOf(proof), "");
      return typeof read === "string" ? unreadable(PROOF, read) : verifySlip(slip.text, read, policy);
    },
  };
}

function receiptMode(): Mode {
  const [receipt, key, file] = [new TextField({ ...f.receipt, rows: 8 }), new TextField({ ...f.key, rows: 2 }), new FileField(f.receiptFile, "file")];
  return {
    ...modeWords.receipt,
    fields: [receipt, key, file],
    usesPolicy: false,
    missing: () => (receipt.text.trim() === "" ? f.receipt.label : null),
    names: () => nameOf(file),
    run: (_, work) => verifyReceipt(noteOf(receipt), key.text, fileOf(file), work),
  };
}

function checkpointMode(): Mode {
  const [first, second, consistency] = [new TextField({ ...f.first, rows: 6 }), new TextField({ ...f.second, rows: 6 }), new TextField({ ...f.consistency, rows: 4 })];
  return {
    ...modeWords.checkpoint,
    fields: [first, second, consistency],
    usesPolicy: true,
    missing: () => (first.text.trim() === "" ? f.first.label : null),
    names: () => [],
    run: async (policy) => verifyCheckpoints({ first: noteOf(first), second: noteOf(second), consistency: consistency.text }, policy),
  };
}

/** By path below the folder; of files chosen one by one only the name is known. */
const filesOf = ({ chosen, isFolder }: FileField): Map<string, Blob> => new Map(chosen.map(({ path, blob }) => [isFolder ? path.slice(path.indexOf("/") + 1) : path, blob]));

function logMode(): Mode {
  const [log, kept] = [new FileField(f.log, "log"), new TextField({ ...f.kept, rows: 4 })];
  return {
    ...modeWords.log,
    fields: [log, kept],
    usesPolicy: true,
    isReadOnce: true,
    missing: () => (log.chosen.length === 0 ? f.log.label : null),
    names: () => (log.isFolder ? nameOf(log) : log.chosen.slice(0, 8).map(({ path }) => path)),
    run: (policy, work) => {
      const notes = keptNotes(kept.text);
      const nameOfNote = (i: number): string => (notes.length > 1 ? `${f.kept.label}（第 ${i + 1} 个）` : f.kept.label);
      return verifyLog({ files: filesOf(log), kept: notes.map((note, i) => ({ name: nameOfNote(i), note })) }, policy, work);
    },
  };
}

export const modes = (): Mode[] => [packageMode(), factMode(), slipMode(), receiptMode(), checkpointMode(), logMode()];
