/** The command by which a station notes who it is and which server it believes; safe to paste into a shell. */
export function pinCommand(stationId: string, serverKey: string): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  return `liuhen-dock key pin --station station.key --id ${quoted(stationId)} --server-key ${quoted(serverKey)}`;
}

/** Whether a text is an Ed25519 public key as `liuhen-dock key` shows it. */
export const isPublicKey = (text: string): boolean => /^[0-9a-f]{64}$/.test(text.trim());
