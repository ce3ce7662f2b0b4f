/** Runs in the page: Uppy sends a file of random bytes and answers what it was. */
import Uppy from "@uppy/core";
import Tus from "@uppy/tus";

export async function send(endpoint: string, bytes: number, reached: (bytes: number) => void): Promise<{ sha256: string; url: string }> {
  const content = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(content.subarray(at, at + 65_536));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const uppy = new Uppy().use(Tus, { endpoint, chunkSize: 256 * 1024, retryDelays: [100, 500, 1000, 2000, 4000], limit: 1 });
  uppy.on("upload-progress", (_file, progress) => reached(progress.bytesUploaded || 0));
  uppy.addFile({ name: "uppy.bin", type: "application/octet-stream", data: new Blob([content]) });
  const result = await uppy.upload();
  const sent = result?.successful?.[0];
  if (!sent?.uploadURL) throw new Error(JSON.stringify(result?.failed?.map((file) => file.error)));
  return { sha256: Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""), url: sent.uploadURL };
}
