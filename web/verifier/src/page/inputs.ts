/** What a person hands in: files, folders and texts, by choosing, dropping or pasting. */
import { fromUtf8 } from "../core/bytes";
import { bytesText } from "../core/words";
import { el, freshId, replace } from "./dom";
import { words } from "./zh";

/** One file of the input: with its path where a folder was chosen. */
export interface Chosen {
  readonly path: string;
  readonly blob: File;
}

interface FieldWords {
  readonly label: string;
  readonly hint?: string;
}

/** Calls `take` for what is dropped on the element: files, or a folder, into which no page from disk can look. */
function droppable(zone: HTMLElement, take: (files: File[], isFolder: boolean) => void): void {
  for (const name of ["dragenter", "dragover"])
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const files = Array.from(event.dataTransfer?.files ?? []);
    const isFolder = Array.from(event.dataTransfer?.items ?? []).some((item) => item.webkitGetAsEntry()?.isDirectory);
    if (files.length > 0) take(files, isFolder);
  });
}

const MAX_TEXT = 1024 * 1024;

/** What a field takes: one file; a package, packed or unpacked; a log's folder, or several of its files. */
type Takes = "file" | "package" | "log";

/** A file, or a folder where that makes sense. */
export class FileField {
  readonly element: HTMLElement;
  /** One file, or all of a folder. */
  chosen: readonly Chosen[] = [];
  isFolder = false;
  private readonly said = el("p", { class: "said", "aria-live": "polite" });

  constructor(
    { label, hint }: FieldWords,
    private readonly takes: Takes,
  ) {
    const id = freshId();
    const isLog = takes === "log";
    const [ofFile, ofFolder] = isLog ? [words.chooseFiles, words.chooseLog] : [words.chooseFile, words.chooseFolder];
    const input = el("input", { type: "file", id, class: "sr", multiple: isLog, "aria-label": `${label}：${ofFile}`, onchange: () => this.takeFiles(Array.from(input.files ?? [])) });
    const folder = el("input", { type: "file", id: `${id}d`, class: "sr", webkitdirectory: true, "aria-label": `${label}：${ofFolder}`, onchange: () => this.takeFolder(Array.from(folder.files ?? [])) });
    const buttons = [[input, el("label", { for: id, class: "button" }, ofFile)], ...(takes === "file" ? [] : [[folder, el("label", { for: `${id}d`, class: "button" }, ofFolder)]])];
    const told = { file: words.dropFile, package: words.dropPackage, log: words.dropLog }[takes];
    const zone = el("div", { class: "zone" }, el("p", {}, told), el("p", { class: "row" }, ...(isLog ? buttons.reverse() : buttons).flat()));
    droppable(zone, (files, isDropped) => {
      if (isDropped) this.say(takes === "file" ? words.oneFile : words.noDrop);
      else this.takeFiles(files);
    });
    this.element = el("div", { class: "field" }, el("h3", {}, label), hint ? el("p", { class: "faint" }, hint) : null, zone, this.said);
  }

  private takeFiles(files: File[]): void {
    const [first] = files;
    if (!first) return;
    const taken = this.takes === "log" ? files : [first];
    this.isFolder = false;
    this.chosen = taken.map((blob) => ({ path: blob.name, blob }));
    if (taken.length > 1) this.sayAll(words.severalFiles);
    else this.say(el("b", {}, first.name), `，${bytesText(first.size)}`, files.length > 1 ? words.onlyFirst : null);
  }

  private takeFolder(files: File[]): void {
    if (files.length === 0) return;
    this.isFolder = true;
    this.chosen = files.map((blob) => ({ path: blob.webkitRelativePath || blob.name, blob }));
    this.sayAll(this.chosen[0]?.path.split("/")[0] ?? "");
  }

  private sayAll(name: string): void {
    const size = this.chosen.reduce((sum, { blob }) => sum + blob.size, 0);
    this.say(el("b", {}, name), words.folderOf(this.chosen.length, bytesText(size)));
  }

  private say(...what: (Node | string | null)[]): void {
    replace(this.said, ...what);
  }
}

/** A text, pasted or read from a small file. */
export class TextField {
  readonly element: HTMLElement;
  private readonly area: HTMLTextAreaElement;
  private readonly said = el("p", { class: "said", "aria-live": "polite" });
  /** What a file held, exactly: a text area would change its line breaks. */
  private fromFile: { readonly shown: string; readonly text: string } | null = null;
  private readonly onChange: () => void;

  constructor({ label, hint, placeholder, rows }: FieldWords & { readonly placeholder?: string; readonly rows: number }, onChange: () => void = () => undefined) {
    const id = freshId();
    this.onChange = onChange;
    this.area = el("textarea", { id, rows: String(rows), spellcheck: "false", autocomplete: "off", placeholder: placeholder ?? "", oninput: () => this.typed() });
    const input = el("input", { type: "file", id: `${id}f`, class: "sr", "aria-label": `${label}：${words.fromFile}`, onchange: () => void this.read(input.files?.[0]) });
    const head = el("div", { class: "row spread" }, el("label", { for: id, class: "h3" }, label), el("span", {}, input, el("label", { for: `${id}f`, class: "button small" }, words.fromFile)));
    this.element = el("div", { class: "field" }, head, hint ? el("p", { class: "faint" }, hint) : null, this.area, this.said);
    droppable(this.area, ([file]) => void this.read(file));
  }

  /** The exact text of a file, or what was typed. */
  get text(): string {
    return this.fromFile && this.fromFile.shown === this.area.value ? this.fromFile.text : this.area.value;
  }

  say(text: string, isWrong: boolean): void {
    this.said.className = isWrong ? "said wrong" : "said";
    replace(this.said, text);
  }

  private typed(): void {
    this.say("", false);
    this.onChange();
  }

  private async read(file: File | undefined): Promise<void> {
    if (!file) return;
    const text = file.size > MAX_TEXT ? null : fromUtf8(new Uint8Array(await file.arrayBuffer()));
    if (text === null) {
      this.say(file.size > MAX_TEXT ? words.tooLong(file.name) : words.noText(file.name), true);
      return;
    }
    this.area.value = text;
    this.fromFile = { shown: this.area.value, text };
    this.say(words.readFrom(file.name), false);
    this.onChange();
  }
}
