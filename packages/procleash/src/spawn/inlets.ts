import { Socket } from "node:net";
import type { OnReadOpts, SocketConstructorOpts } from "node:net";
import type { Readable } from "node:stream";
import type { Inlet, InletEnd, Receiver } from "../streams/inlet.ts";

/** A pipe as an inlet, where node has made its stream. Each read of it is memory of its own. */
export function inletOf(readable: Readable): Inlet {
  return {
    open: (receiver) => {
      readable.on("data", (chunk: Buffer) => {
        if (!receiver.push(chunk)) readable.pause();
      });
      tellEnd(readable, receiver);
    },
    resume: () => void readable.resume(),
    close: () => void readable.destroy(),
    // A socket at run time, though typed as a stream; Bun's is none.
    unref: () => (readable as Partial<Socket>).unref?.(),
  };
}

/**
 * Where the sockets of this thread are read into, all of them: libuv reads when there is something to read, and calls back
 * at once (uv_read_start(3) on POSIX systems), so that no two of them ever have it at the same time. Memory that is always
 * the same stays in the processor's cache: that is twice as fast as fresh memory for each read, and an idle pipe costs none.
 */
let shared: Buffer | null = null;

/** About what a socket holds at most. The second cache of a processor holds it too, with what is made of it. */
const SHARED_BYTES = 256 * 1024;

/** A pipe as an inlet, where the descriptor is ours. */
export function inletOfSocket(fd: number): Inlet {
  return new SocketInlet(fd, (shared ??= Buffer.allocUnsafeSlow(SHARED_BYTES)));
}

class SocketInlet implements Inlet {
  private readonly socket: Socket;
  private receiver: Receiver | null = null;

  constructor(fd: number, buffer: Buffer) {
    const onread: OnReadOpts = {
      buffer,
      // Nothing comes before the tick of the start is over.
      callback: (length) => this.receiver?.push(length === buffer.length ? buffer : buffer.subarray(0, length)) ?? true,
    };
    // Taken by the constructor as well as by connect(), which is where the types of node know it.
    const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = {
      fd,
      readable: true,
      writable: false,
      onread,
    };
    this.socket = new Socket(options);
  }

  open(receiver: Receiver): void {
    this.receiver = receiver;
    tellEnd(this.socket, receiver);
  }

  resume(): void {
    this.socket.resume();
  }

  close(): void {
    this.socket.destroy();
  }

  unref(): void {
    this.socket.unref();
  }
}

/** Whom to tell of the end of a stream. One listener an event serves all streams: there may be very many. */
const receivers = new WeakMap<Readable, Receiver>();

/** In the tick of the start: an error without a listener would end the host. */
function tellEnd(readable: Readable, receiver: Receiver): void {
  receivers.set(readable, receiver);
  // Closed without `end`: destroyed by somebody.
  readable.on("error", onError).on("end", onEnd).on("close", onClose);
}

function onError(this: Readable, cause: unknown): void {
  tell(this, { kind: "incomplete", cause });
}

function onEnd(this: Readable): void {
  tell(this, { kind: "complete" });
}

function onClose(this: Readable): void {
  tell(this, { kind: "incomplete", cause: undefined });
}

function tell(readable: Readable, how: InletEnd): void {
  const receiver = receivers.get(readable);
  receivers.delete(readable);
  receiver?.end(how);
}
