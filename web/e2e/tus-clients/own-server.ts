/** A server of the story's own, with one officer who is logged in: its uploads stay out of the county that all stories share. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const PROGRAM = process.env["LIUHEN_PROGRAM"] ?? "";
const MARK = { "x-requested-with": "liuhen" };

export interface Deposited {
  upload_id: string;
  state: string;
  size_bytes: number;
  sha256: string | null;
}

export class OwnServer {
  url = "";
  /** What a browser would send as `Cookie`. */
  cookie = "";
  private readonly folder = mkdtempSync(join(tmpdir(), "liuhen-tus-"));
  private child: ChildProcess | null = null;

  static async start(): Promise<OwnServer> {
    const server = new OwnServer();
    const found = ["admin", "found", "--agency", "清河县市场监督管理局", "--short-name", "清市监", "--region", "330199", "--name", "吴管", "--json"];
    const founded = JSON.parse(execFileSync(PROGRAM, [...found, "--data", server.folder], { encoding: "utf8" })) as Record<string, string>;
    await server.serve("127.0.0.1:0");
    const admin = await server.logIn("admin", founded["one_time_password"]);
    const officer = {
      name: "李华", agency_id: founded["agency_id"], login_name: "li",
      credential_no: "粤A-0001", credential_from_on: "2015-01-01", credential_until_on: "2099-12-31",
    };
    const made = await server.post(admin, "/officers", officer);
    await server.post(admin, `/officers/${made["officer_id"] ?? ""}/roles`, { role: "officer", from_on: "2020-01-01" });
    server.cookie = await server.logIn("li", made["one_time_password"]);
    return server;
  }

  /** `kill -9`, and at once a new process on the same folder and port. Sessions live on. */
  async killAndStartAgain(): Promise<void> {
    await this.kill();
    await this.serve(new URL(this.url).host);
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true });
  }

  get endpoint(): string {
    return `${this.url}/api/v1/uploads`;
  }

  /** Headers of a client that is no page of ours. */
  get headers(): Record<string, string> {
    return { Cookie: this.cookie, "X-Requested-With": "liuhen" };
  }

  /** Waits until an upload is deposited, or set aside. */
  async outcome(uploadUrl: string): Promise<Deposited> {
    const id = uploadUrl.split("/").pop();
    for (;;) {
      const reply = await fetch(this.endpoint, { headers: this.headers });
      const { items } = (await reply.json()) as { items: Deposited[] };
      const upload = items.find((item) => item.upload_id === id);
      if (upload && !["receiving", "verifying"].includes(upload.state)) return upload;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  private async kill(): Promise<void> {
    const child = this.child;
    if (child === null || child.exitCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }

  private async serve(listen: string): Promise<void> {
    const child = spawn(PROGRAM, ["serve", "--data", this.folder, "--listen", listen], {
      env: { ...process.env, RUST_LOG: "error" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (url) {
        this.url = url;
        return;
      }
    }
    throw new Error("the server ended before it was ready");
  }

  private async logIn(name: string, password: string | undefined): Promise<string> {
    const body = JSON.stringify({ login_name: name, password });
    const reply = await fetch(`${this.url}/api/v1/session`, { method: "POST", headers: { ...MARK, "content-type": "application/json" }, body });
    if (!reply.ok) throw new Error(`${name}: ${String(reply.status)}`);
    return reply.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");
  }

  private async post(cookie: string, path: string, body: unknown): Promise<Record<string, string>> {
    const headers = { ...MARK, cookie, "content-type": "application/json" };
    const reply = await fetch(`${this.url}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`${path}: ${String(reply.status)} ${await reply.text()}`);
    return (await reply.json()) as Record<string, string>;
  }
}
