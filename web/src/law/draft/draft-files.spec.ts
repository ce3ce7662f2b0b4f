import { describe, expect, it } from "vitest";
import { decode, placeOf, sizeOf, withFile } from "./draft-files";

const bytes = (...parts: (string | number[])[]) => Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...new TextEncoder().encode(part)] : part)));

describe("decode", () => {
  it("reads_utf_8_with_and_without_a_mark", () => {
    expect(decode(bytes("名称 = 1\n"))).toEqual({ text: "名称 = 1\n" });
    expect(decode(bytes([0xef, 0xbb, 0xbf], "a = 1"))).toEqual({ text: "a = 1" });
  });

  it("tells_the_line_of_bytes_in_a_gb_encoding", () => {
    expect(decode(bytes("a = 1\nb = \"", [0xd6, 0xd0, 0xce, 0xc4], "\"\n"))).toEqual({ badLine: 2 });
    expect(decode(bytes("a\nb\n", [0xd6, 0xd0]))).toEqual({ badLine: 3 });
    expect(decode(bytes([0xe4, 0xb8]))).toEqual({ badLine: 1 });
  });
});

it("a_file_at_the_same_path_is_replaced_in_its_place", () => {
  const files = [
    { path: "a", text: "1" },
    { path: "b", text: "2" },
  ];
  expect(withFile(files, { path: "a", text: "3" })).toEqual([
    { path: "a", text: "3" },
    { path: "b", text: "2" },
  ]);
  expect(withFile(files, { path: "c", text: "3" })).toHaveLength(3);
  expect(sizeOf([{ path: "a", text: "中" }])).toBe(new TextEncoder().encode('{"path":"a","text":"中"}').length);
});

it("a_chosen_file_finds_its_place", () => {
  expect(placeOf("keeping.toml", "law/packs/qgc-28/keeping.toml", "")).toBe("packs/qgc-28/keeping.toml");
  expect(placeOf("keeping.toml", "C:\\law\\packs\\qgc-28\\keeping.toml", "")).toBe("packs/qgc-28/keeping.toml");
  expect(placeOf("keeping.toml", "", "qgc-28")).toBe("packs/qgc-28/keeping.toml");
  expect(placeOf("keeping.toml", "", " ")).toBeNull();
  expect(placeOf("2027.toml", "", "qgc-28")).toBe("calendars/2027.toml");
  expect(placeOf("choices.toml", "", "")).toBe("choices.toml");
  expect(placeOf("levy.toml", "processes/levy.toml", "")).toBe("processes/levy.toml");
});
