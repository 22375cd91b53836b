import type { Socket } from 'node:net';
import { WebSocket } from 'ws';

export interface SocketBounds {
  /** What may wait to leave: beyond it nothing more is read from the socket. */
  readonly unsentBytes: number;
  /** For how long so much may wait; then the socket is cut. */
  readonly unsentMs: number;
}

/**
 * One WebSocket of a server, and what of it has not left yet. A client that does not read what it is sent is not heard
 * either, so that it cannot ask for more; where it goes on not reading it is cut. A client that reads, but slowly, is
 * only kept waiting.
 */
export class ClientSocket {
  readonly #socket: WebSocket;
  readonly #stream: Socket;
  readonly #bounds: SocketBounds;
  readonly #onCut: () => void;
  readonly #waiting = new Set<() => void>();
  #deadline: NodeJS.Timeout | undefined;

  /** `stream` is what the WebSocket writes to. */
  constructor(socket: WebSocket, stream: Socket, bounds: SocketBounds, onCut: () => void) {
    this.#socket = socket;
    this.#stream = stream;
    this.#bounds = bounds;
    this.#onCut = onCut;
    stream.on('drain', () => this.#drained());
    socket.once('close', () => {
      clearTimeout(this.#deadline);
      this.#waiting.clear();
    });
  }

  /** False: what was sent before has not left yet. What can wait should wait for `onRoom`. */
  get hasRoom(): boolean {
    return !this.#stream.writableNeedDrain;
  }

  /** Calls once, when all that was sent has left; never for a socket that is closed before. */
  onRoom(listener: () => void): void {
    this.#waiting.add(listener);
  }

  /** Nothing is sent, and nothing said, when the socket is not open any more. */
  send(text: string, onSent?: (error?: Error | null) => void): void {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(text, onSent);
      this.#guard();
    } else {
      onSent?.();
    }
  }

  ping(): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.ping();
    this.#guard();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, asReason(reason));
  }

  get #isOverfull(): boolean {
    return this.#socket.bufferedAmount > this.#bounds.unsentBytes;
  }

  #guard(): void {
    if (this.#deadline || !this.#isOverfull) return;
    this.#socket.pause();
    this.#deadline = setTimeout(() => {
      this.#deadline = undefined;
      if (!this.#isOverfull) return this.#socket.resume();
      this.#onCut();
      this.#socket.terminate(); // a closing frame would wait behind what is not read
    }, this.#bounds.unsentMs);
  }

  #drained(): void {
    if (this.#deadline) {
      clearTimeout(this.#deadline);
      this.#deadline = undefined;
      this.#socket.resume();
    }
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const listener of waiting) listener();
  }
}

/** A closing frame has room for so much; what a client wrote may be longer. */
const REASON_BYTES_MAX = 123;

function asReason(text: string): string {
  let reason = text.slice(0, REASON_BYTES_MAX);
  while (Buffer.byteLength(reason) > REASON_BYTES_MAX) reason = reason.slice(0, -1);
  return reason;
}
