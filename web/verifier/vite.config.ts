import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const sourceOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Largest page that one would still send by mail and open on an old machine. */
const MAX_BYTES = 300 * 1024;

/**
 * Everything in one page. Its own policy names the one script and the one style by their digests and
 * lets nothing else in or out: no address at all may be asked.
 */
function onePage(): Plugin {
  return {
    name: "liuhen-one-page",
    enforce: "post",
    generateBundle(_, bundle) {
      const files = Object.values(bundle);
      const code = files.map((file) => (file.type === "chunk" ? file.code : "")).join("").trim().replace(/<\/(script)/gi, "<\\/$1");
      const style = files.map((file) => (file.type === "asset" && file.fileName.endsWith(".css") ? String(file.source) : "")).join("").trim();
      for (const name of Object.keys(bundle)) delete bundle[name];
      const policy = `default-src 'none'; script-src ${sourceOf(code)}; style-src ${sourceOf(style)}; img-src data:; worker-src blob:; base-uri 'none'; form-action 'none'`;
      const parts: Record<string, string> = { POLICY: policy, STYLE: style, SCRIPT: code };
      const page = readFileSync(here("./index.html"), "utf8").replace(/\{\{([A-Z]+)\}\}/g, (_all, name: string) => parts[name] ?? "");
      if (Buffer.byteLength(page) > MAX_BYTES) this.error(`the page has ${Buffer.byteLength(page)} bytes, more than ${MAX_BYTES}`);
      this.emitFile({ type: "asset", fileName: "VERIFY.html", source: page });
    },
  };
}

/** Built beside the UI, so that the program hands it out; see `web/README.md`. */
export default defineConfig({
  root: here("."),
  publicDir: false,
  plugins: [onePage()],
  build: {
    target: ["chrome80", "firefox78", "safari14"],
    outDir: here("../dist"),
    emptyOutDir: false,
    sourcemap: false,
    lib: { entry: here("./src/page/main.ts"), formats: ["iife"], name: "liuhenVerifier", fileName: "verifier" },
  },
});
