/** Where the hashes and leaves of a log lie (C2SP tlog-tiles). Sizes go beyond 32 bits, so no shifts. */

/** Hashes in a whole tile. */
export const WIDTH = 256;

/** Up to 256 neighbouring hashes of a level; level 0 holds those of the leaves. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** How many hashes a level holds: the roots of whole subtrees of 256^level leaves. */
export const hashesOn = (level: number, size: number): number => Math.floor(size / WIDTH ** level);

/** The tile of a log in which a hash of a level stands. */
export function tileAt(size: number, level: number, place: number): Tile {
  const index = Math.floor(place / WIDTH);
  return { level, index, width: Math.min(WIDTH, hashesOn(level, size) - index * WIDTH) };
}

export function* tilesOn(level: number, size: number): Generator<Tile> {
  const there = hashesOn(level, size);
  for (let place = 0; place < there; place += WIDTH) yield tileAt(size, level, place);
}

export const whole = (tile: Tile): Tile => ({ ...tile, width: WIDTH });

/** `x001/x234/067.p/8`: three digits each, all but the last marked, and the width of a part. */
function placeOf({ index, width }: Tile): string {
  let groups = String(index % 1000).padStart(3, "0");
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) groups = `x${String(rest % 1000).padStart(3, "0")}/${groups}`;
  return width < WIDTH ? `${groups}.p/${width}` : groups;
}

export const hashesPath = (prefix: string, tile: Tile): string => `${prefix}tile/${tile.level}/${placeOf(tile)}`;
/** Where the leaves stand whose hashes a tile of level 0 holds. */
export const leavesPath = (tile: Tile): string => `tile/entries/${placeOf(tile)}`;
