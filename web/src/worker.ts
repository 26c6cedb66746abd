// The engine on a thread of its own: requests in, answers out, one after another.

interface Engine {
  memory: WebAssembly.Memory;
  linepack_allocate(length: number): number;
  linepack_free(at: number, length: number): void;
  linepack_open(at: number, length: number): number;
  linepack_evaluate(at: number, length: number): number;
}

let engine: Engine;

/** Hands a text to the engine and takes its answer. */
function call(run: (at: number, length: number) => number, text: string): string {
  const bytes = new TextEncoder().encode(text);
  const at = engine.linepack_allocate(bytes.length);
  new Uint8Array(engine.memory.buffer, at, bytes.length).set(bytes);
  const answer = run(at, bytes.length);
  engine.linepack_free(at, bytes.length);
  const length = new DataView(engine.memory.buffer).getUint32(answer, true);
  const told = new TextDecoder().decode(new Uint8Array(engine.memory.buffer, answer + 4, length));
  engine.linepack_free(answer, length + 4);
  return told;
}

self.onmessage = async (event: MessageEvent) => {
  const { id, module, open, request } = event.data;
  try {
    if (module) {
      const instance = await WebAssembly.instantiate(module as WebAssembly.Module, {});
      engine = instance.exports as unknown as Engine;
      self.postMessage({ id, answer: call(engine.linepack_open, open) });
    } else {
      const start = performance.now();
      const answer = call(engine.linepack_evaluate, request);
      self.postMessage({ id, answer, milliseconds: performance.now() - start });
    }
  } catch (error) {
    self.postMessage({ id, answer: JSON.stringify({ faults: [{ message: String(error), hint: "" }] }) });
  }
};
