/**
 * Arguments for every function of a messages module, including those inside its objects: at least one list per
 * function. A function without one is a type error, and fails `test/messages`.
 */
export type ExamplesOf<Module> = {
  readonly [Name in keyof Module as Module[Name] extends Message | MessageGroup ? Name : never]: Module[Name] extends (
    ...args: infer Arguments
  ) => unknown
    ? readonly [Arguments, ...Arguments[]]
    : ExamplesOf<Module[Name]>;
};

type Message = (...args: never) => unknown;
/** An object of messages; not a list or a plain value. */
interface MessageGroup {
  readonly [name: string]: Message | MessageGroup;
}
