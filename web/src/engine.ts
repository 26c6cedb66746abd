// One way to ask, whether the engine is in the page (WebAssembly) or behind a server.

import EngineWorker from "./worker.ts?worker&inline";
import type { Answer, Fault, Study } from "./types";

export class Faulty extends Error {
  constructor(readonly faults: Fault[]) { super(faults.map((fault) => fault.message).join("; ")); }
}

/** An engine on its own thread. */
export class Engine {
  private worker = new EngineWorker();
  private next = 0;
  private waiting = new Map<number, (answer: Answer) => void>();
  readonly ready: Promise<void>;

  constructor(module: Promise<WebAssembly.Module>, study: Study) {
    this.worker.onmessage = (event) => {
      const { id, answer, milliseconds } = event.data;
      this.waiting.get(id)?.({ ...JSON.parse(answer), milliseconds });
      this.waiting.delete(id);
    };
    const { name, files, version, commit } = study;
    this.ready = module.then((module) => this.post({ module, open: JSON.stringify({ name, files, version, commit }) })).then(() => undefined);
  }

  /** Asks and waits for the answer; what is wrong with a setting is thrown. */
  async ask(request: object): Promise<Answer> {
    await this.ready;
    return this.post({ request: JSON.stringify(request) });
  }

  private post(message: object): Promise<Answer> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, (answer) => (answer.faults ? reject(new Faulty(answer.faults)) : resolve(answer)));
      this.worker.postMessage({ id, ...message });
    });
  }
}

/** The engine's module from the text that the page carries. */
export function module(text: string): Promise<WebAssembly.Module> {
  const letters = atob(text.trim());
  const bytes = new Uint8Array(letters.length);
  for (let index = 0; index < letters.length; index += 1) bytes[index] = letters.charCodeAt(index);
  return WebAssembly.compile(bytes);
}
