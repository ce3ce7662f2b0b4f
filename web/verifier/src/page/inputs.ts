/** What a person hands in: files, folders and texts, by choosing, dropping or pasting. */
import { fromUtf8 } from "../core/bytes";
import { bytesText } from "../core/words";
import { el, freshId, put, replace } from "./dom";
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

/** Calls `take` for what is dropped on the element. */
function droppable(zone: HTMLElement, take: (files: File[]) => void): void {
  for (const name of ["dragenter", "dragover"])
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const files = Array.from(event.dataTransfer?.files ?? []);
    if (files.length > 0) take(files);
  });
}

const MAX_TEXT = 1024 * 1024;

/** A file, or a folder where that makes sense. */
export class FileField {
  readonly element: HTMLElement;
  /** One file, or all of a folder. */
  chosen: readonly Chosen[] = [];
  isFolder = false;
  private readonly said = el("p", { class: "said", "aria-live": "polite" });

  constructor({ label, hint }: FieldWords, withFolder: boolean) {
    const id = freshId();
    const input = el("input", { type: "file", id, class: "sr", onchange: () => this.take(Array.from(input.files ?? []), false) });
    const folder = el("input", { type: "file", id: `${id}d`, class: "sr", webkitdirectory: true, onchange: () => this.take(Array.from(folder.files ?? []), true) });
    const zone = el("div", { class: "zone" }, el("p", {}, withFolder ? words.dropPackage : words.dropFile), el("p", { class: "row" }, input, el("label", { for: id, class: "button" }, words.chooseFile)));
    if (withFolder) put(zone.lastChild ?? zone, folder, el("label", { for: `${id}d`, class: "button" }, words.chooseFolder));
    droppable(zone, (files) => this.take(files, false));
    this.element = el("div", { class: "field" }, el("h3", {}, label), hint ? el("p", { class: "faint" }, hint) : null, zone, this.said);
    input.setAttribute("aria-label", `${label}：${words.chooseFile}`);
    folder.setAttribute("aria-label", `${label}：${words.chooseFolder}`);
  }

  private take(files: File[], isFolder: boolean): void {
    const [first] = files;
    if (!first) return;
    this.isFolder = isFolder;
    this.chosen = isFolder ? files.map((blob) => ({ path: blob.webkitRelativePath || blob.name, blob })) : [{ path: first.name, blob: first }];
    const size = this.chosen.reduce((sum, { blob }) => sum + blob.size, 0);
    const name = isFolder ? (this.chosen[0]?.path.split("/")[0] ?? "") : first.name;
    replace(this.said, el("b", {}, name), isFolder ? words.folderOf(files.length, bytesText(size)) : `，${bytesText(size)}`, !isFolder && files.length > 1 ? words.onlyFirst : null);
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
