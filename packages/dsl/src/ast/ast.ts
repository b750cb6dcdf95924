import type { Span } from "@infoplane/contracts";

/** The tree of an experiment file: what was written, with source positions, nothing resolved. Plain JSON. */
export interface ExperimentFile {
  readonly kind: "file";
  readonly span: Span;
  readonly statements: readonly Statement[];
}

/** A name or a text, and its position. */
export interface Ident {
  readonly text: string;
  readonly span: Span;
}

export type Statement =
  | ExperimentStatement
  | SeedsStatement
  | LetStatement
  | UseStatement
  | DatasetStatement
  | ArchitectureStatement
  | TrainStatement
  | MeasureStatement
  | SensitivityStatement
  | CheckpointsStatement
  | ReportStatement
  | ClaimStatement
  | ProfileStatement;
export type StatementKind = Statement["kind"];

interface Node<K extends string> {
  readonly kind: K;
  readonly span: Span;
}

/** `experiment cifar "Where should the loss be evaluated?"` */
export interface ExperimentStatement extends Node<"experiment"> {
  readonly name: Ident;
  readonly title?: Ident;
}

/** `seeds 1..3, 7` */
export interface SeedsStatement extends Node<"seeds"> {
  readonly items: readonly RangeItem[];
}
/** A value, or the two ends of a range. */
export interface RangeItem extends Node<"range"> {
  readonly from: Expression;
  readonly to?: Expression;
}

/** `let width = 64` */
export interface LetStatement extends Node<"let"> {
  readonly name: Ident;
  readonly value: Expression;
}

/** `use "./metric.ts"` */
export interface UseStatement extends Node<"use"> {
  readonly path: Ident;
}

/** `dataset cifar10(train: 10000) { batch 128 }` */
export interface DatasetStatement extends Node<"dataset"> {
  readonly data: Call;
  readonly settings: readonly Setting[];
}
/** `name value, value` in a block of settings. */
export interface Setting extends Node<"setting"> {
  readonly name: Ident;
  readonly values: readonly Expression[];
}

/** `architecture vgg "title" { ... }`, or a preset: `architecture mlp(widths: [300, 100])` */
export interface ArchitectureStatement extends Node<"architecture"> {
  readonly call: Call;
  readonly title?: Ident;
  readonly parts?: readonly Part[];
}
export type Part = Block | Classifier | Repeat<Part> | Layer;
export interface Block extends Node<"block"> {
  readonly name?: Ident;
  readonly layers: readonly LayerItem[];
}
export interface Classifier extends Node<"classifier"> {
  /** `classifier`, or its former name `head`. */
  readonly word: Ident;
  readonly layers: readonly LayerItem[];
}
export interface Repeat<T> extends Node<"repeat"> {
  readonly times: Expression;
  readonly items: readonly T[];
}
export type LayerItem = Layer | Repeat<LayerItem>;
/** `conv 64 kernel: 5`, `conv(64, kernel: 5)`, `residual { ... shortcut { ... } }` */
export interface Layer extends Node<"layer"> {
  readonly name: Ident;
  readonly args: readonly Argument[];
  readonly body?: readonly LayerItem[];
}

/** `train e2e with e2e`, `train * { epochs 20 }`, `train b-{k} with per-block(k) for k in [2, 4]` */
export interface TrainStatement extends Node<"train"> {
  /** `*` for the defaults of all arms; may contain `{k}`. */
  readonly arm: Ident;
  readonly trainer?: Call;
  readonly settings: readonly Setting[];
  readonly loop?: { readonly variable: Ident; readonly values: RangeItem };
}

/** `measure nhsic(X, Z) on probe(train, 512) every 1 epoch` */
export interface MeasureStatement extends Node<"measure"> {
  readonly metrics: readonly Call[];
  readonly clauses: readonly MeasureClause[];
}
export type MeasureClause = OnClause | EveryClause | AtEndClause;
export interface OnClause extends Node<"on"> {
  readonly probe: Call;
}
export interface EveryClause extends Node<"every"> {
  readonly epochs: Expression;
}
export type AtEndClause = Node<"at-end">;

/** `sensitivity nhsic(X, Z) over samples [128, 512], sigma [2, 5] on probe(test, 512)` */
export interface SensitivityStatement extends Node<"sensitivity"> {
  readonly metrics: readonly Call[];
  readonly varied: readonly { readonly name: Ident; readonly values: List }[];
  readonly probe?: Call;
}

/** `checkpoints every 2 epochs` */
export interface CheckpointsStatement extends Node<"checkpoints"> {
  readonly epochs: Expression;
}

/** `report html, table(digits: 2)` */
export interface ReportStatement extends Node<"report"> {
  readonly reporters: readonly Call[];
}

/** `claim "text" accuracy(test)[e2e] > accuracy(test)[per-layer] by 1%` */
export interface ClaimStatement extends Node<"claim"> {
  readonly text: Ident;
  readonly left: Side;
  readonly relation: ">" | "<" | "~";
  readonly right: Side;
  readonly margin?: { readonly word: "by" | "within"; readonly value: Expression; readonly span: Span };
}
/** `accuracy(test)[e2e] - accuracy(test)[per-layer]`, evaluated from left to right. */
export interface Side extends Node<"side"> {
  readonly terms: readonly { readonly sign: "+" | "-"; readonly value: Quantity | Expression }[];
}
/** `nhsic(X, Z, block: last)[e2e].corrected`, `slope(nhsic(X, Z, block: last) over epochs late)[e2e]` */
export interface Quantity extends Node<"quantity"> {
  readonly name: Ident;
  readonly args: readonly Argument[];
  readonly over?: OverClause;
  readonly arm?: Ident;
  readonly field?: Ident;
}
/** `over blocks`, `over epochs late`, `over epochs 5..20` */
export interface OverClause extends Node<"over"> {
  readonly axis: Ident;
  readonly phase?: Ident | RangeItem;
}

/** `profile paper { seeds 1..5 }` */
export interface ProfileStatement extends Node<"profile"> {
  readonly name: Ident;
  readonly statements: readonly Statement[];
}

export type Expression = NumberLiteral | TextLiteral | SizeLiteral | List | Call | Negative | Arithmetic;
/** `20%` is the number 0.2. */
export interface NumberLiteral extends Node<"number"> {
  readonly value: number;
}
export interface TextLiteral extends Node<"text"> {
  readonly value: string;
}
/** `32x32x3` */
export interface SizeLiteral extends Node<"size"> {
  readonly value: readonly number[];
}
export interface List extends Node<"list"> {
  readonly items: readonly Expression[];
}
/** A name, or a name with arguments; what it means depends on where it stands. */
export interface Call extends Node<"call"> {
  readonly name: Ident;
  readonly args?: readonly Argument[];
}
export interface Argument extends Node<"argument"> {
  readonly name?: Ident;
  readonly value: Expression;
}
export interface Negative extends Node<"negative"> {
  readonly value: Expression;
}
/** `first + a - b`, or `first * a / b`: flat, evaluated from left to right. */
export interface Arithmetic extends Node<"arithmetic"> {
  readonly first: Expression;
  readonly rest: readonly { readonly operator: "+" | "-" | "*" | "/"; readonly value: Expression }[];
}
