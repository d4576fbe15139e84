import { StringDecoder } from "node:string_decoder";
import { createBlocks } from "./blocks.ts";
import { createCapture } from "./capture.ts";
import type { Capture, Capturing } from "./capture.ts";
import { decodeAll } from "./text.ts";

/** What is kept of a stream of text, see `Capture`. It is decoded as it comes, so that it is in memory once. */
export interface TextCapture extends Capturing {
  /**
   * What was kept. To be asked for once.
   *
   * @throws {RangeError} or an error with the code ERR_STRING_TOO_LONG, if a string cannot be so long (512 MiB in today's V8).
   */
  kept(): string;
}

/** Decoded so many at a time: as few pieces as will do, and memory that is used again. */
const BLOCK_BYTES = 256 * 1024;

export function createTextCapture(limitBytes: number): TextCapture {
  return new DecodedCapture(limitBytes);
}

class DecodedCapture implements TextCapture {
  bytes = 0;
  private readonly limit: number;
  private decoder: StringDecoder | null = null;
  private text: string[] = [];
  /** What is not decoded yet: all of a short output. */
  private readonly rest = createBlocks();
  private overflow: Capture | null = null;

  constructor(limitBytes: number) {
    this.limit = limitBytes;
  }

  get cut(): boolean {
    return this.bytes > this.limit;
  }

  push(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    if (this.cut) {
      this.overflow ??= this.cutByBytes();
      this.overflow.push(chunk);
      return;
    }
    if (this.rest.bytes + chunk.length > BLOCK_BYTES) this.decodeRest();
    this.rest.push(chunk);
  }

  kept(): string {
    if (this.overflow !== null) return decodeAll(this.overflow.pieces());
    if (this.text.length === 0) return decodeAll(this.rest.pieces());
    const decoder = this.decodeRest();
    // A rope: join() would copy them all.
    return this.text.reduce((all, piece) => all + piece, "") + decoder.end();
  }

  private decodeRest(): StringDecoder {
    this.decoder ??= new StringDecoder("utf8");
    for (const piece of this.rest.pieces()) this.text.push(this.decoder.write(piece));
    this.rest.clear();
    return this.decoder;
  }

  /** There will be a head and a tail: they are cut by bytes. */
  private cutByBytes(): Capture {
    const capture = createCapture(this.limit);
    for (const piece of this.text) capture.push(Buffer.from(piece));
    for (const piece of this.rest.pieces()) capture.push(piece);
    this.rest.clear();
    this.text = [];
    return capture;
  }
}
