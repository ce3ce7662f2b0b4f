import { describe, expect, it } from "vitest";
import { stationWords as w } from "@/i18n/zh-stations";
import { isPublicKey, pinCommand } from "./pin-command";

describe("the command that pins the server's key", () => {
  it("keeps plus signs and slashes of the key as they are", () => {
    expect(pinCommand("station_1", "a/1/station+0a1b+AbC/+x=")).toBe(
      "liuhen-dock key pin --station station.key --id 'station_1' --server-key 'a/1/station+0a1b+AbC/+x='",
    );
  });
  it("lets nothing out of its quotes", () => {
    expect(pinCommand("x", "a'; rm -rf /")).toContain(`'a'\\''; rm -rf /'`);
  });
});

describe("a public key", () => {
  it("is 64 lower-case hexadecimal digits, with blanks around it at most", () => {
    expect(isPublicKey(` ${"0a".repeat(32)}\n`)).toBe(true);
    expect(isPublicKey("0A".repeat(32))).toBe(false);
    expect(isPublicKey("0a".repeat(31))).toBe(false);
  });
});

describe("a clock in words", () => {
  it("says how far it is off and which way", () => {
    expect(w.clock(1_500)).toBe("本机时钟与服务器一致");
    expect(w.clock(-65_000)).toBe("本机时钟比服务器慢 65 秒");
    expect(w.deviceClock(3 * 86_400_000)).toBe("设备时钟快 3 天");
  });
});
