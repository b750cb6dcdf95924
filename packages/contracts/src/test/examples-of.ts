/**
 * Arguments for every function of a module of messages, also for those inside its objects: each function has at least one list.
 * One that has none is an error of types, and of `test/messages`.
 */
export type ExamplesOf<Module> = {
  readonly [Name in keyof Module as Module[Name] extends Message | MessageGroup ? Name : never]: Module[Name] extends (
    ...args: infer Arguments
  ) => unknown
    ? readonly [Arguments, ...Arguments[]]
    : ExamplesOf<Module[Name]>;
};

type Message = (...args: never) => unknown;
/** An object of messages; a list or a plain value is none. */
interface MessageGroup {
  readonly [name: string]: Message | MessageGroup;
}
