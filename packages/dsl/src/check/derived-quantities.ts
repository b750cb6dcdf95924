/** A quantity that is computed from measured ones, and that claims may name. */
export interface DerivedQuantity {
  readonly name: string;
  /** The metric whose measurements it is computed from. */
  readonly metric: string;
  /** What to write after `measure` to have them. */
  readonly example: string;
}

/** Add a line here for a new one. */
export const derivedQuantities: readonly DerivedQuantity[] = [
  { name: "role-differentiation", metric: "nhsic", example: "nhsic(X, Z), nhsic(Y, Z) on probe(train, 512)" },
];
