/** A quantity that is computed from several measures and that claims may name. */
export interface DerivedQuantity {
  readonly name: string;
  /** The metric whose measurements it is computed from. */
  readonly metric: string;
  /** The variables of each measure that it needs, keyed by its name in the quantity's selector. */
  readonly of: Readonly<Record<string, readonly string[]>>;
  /** Smallest and largest possible value, whatever is trained. */
  readonly range?: readonly [low: number, high: number];
}

/** Add a line here for a new one; its computation is in the package analysis. */
export const derivedQuantities: readonly DerivedQuantity[] = [
  { name: "role-differentiation", metric: "nhsic", of: { x: ["X", "Z"], y: ["Y", "Z"] }, range: [0, Infinity] },
];
