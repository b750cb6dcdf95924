import type { Engine } from "./engine.ts";

type Values = Float32Array | Int32Array | Uint8Array | Uint8Array[];

/**
 * From now on `dataSync` and `data` give arrays of the caller's own. tfjs gives its own where values lie in JavaScript: on
 * the js engine always, on native ones until a kernel takes them. Whoever wrote to such an array would change the tensor.
 */
export function readCopies(tf: Engine["tf"], native: boolean): void {
  const engine = tf.engine() as unknown as {
    readSync(id: object): Values;
    read(id: object): Promise<Values>;
  };
  const { tensorMap } = tf.backend() as unknown as { tensorMap?: { get(id: object): { values?: unknown } } };
  const [readSync, read] = [engine.readSync.bind(engine), engine.read.bind(engine)];
  const isShared = (id: object): boolean => !native || tensorMap?.get(id).values != null;
  const copy = (values: Values): Values => (ArrayBuffer.isView(values) ? values.slice() : values);
  engine.readSync = (id) => (isShared(id) ? copy(readSync(id)) : readSync(id));
  engine.read = async (id) => (isShared(id) ? copy(await read(id)) : await read(id));
}
