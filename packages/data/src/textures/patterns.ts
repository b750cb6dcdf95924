import { diamondAngle, distance, fraction, lattice, triangle } from "./waves.ts";

/**
 * A pattern of period about 1 in the plane: darkness in 0..1 at (u, v). `shape` is one random integer per image for
 * patterns that vary in kind. Uses only operations that IEEE 754 rounds exactly: no sine, no logarithm.
 */
export interface Pattern {
  readonly name: string;
  at(u: number, v: number, shape: number): number;
}

export const patterns: readonly Pattern[] = [
  { name: "stripes", at: (u) => triangle(u) },
  { name: "checks", at: (u, v) => 0.5 + 2 * (triangle(u) - 0.5) * (triangle(v) - 0.5) },
  { name: "grid", at: (u, v) => 1.6 * Math.max(triangle(u), triangle(v)) - 0.8 },
  { name: "dots", at: (u, v) => 1.35 - 2 * distance(fraction(u) - 0.5, fraction(v) - 0.5) },
  { name: "zigzag", at: (u, v) => triangle(u + 0.8 * triangle(v * 0.7)) },
  {
    name: "bricks",
    at: (u, v) => 1.6 * Math.max(triangle(v), triangle(0.4 * u + 0.5 * (Math.floor(v) % 2))) - 0.8,
  },
  { name: "rings", at: (u, v) => triangle(distance(u, v)) },
  { name: "spokes", at: (u, v, shape) => triangle(arms(shape) * diamondAngle(u, v)) },
  { name: "spiral", at: (u, v, shape) => triangle(distance(u, v) + turns(shape) * diamondAngle(u, v)) },
  { name: "cells", at: (u, v, shape) => 2.2 * lattice(0.7 * u, 0.7 * v, shape) },
];

const arms = (shape: number): number => 5 + (shape % 5);
const turns = (shape: number): number => (shape % 2 === 0 ? 1 : -1) * (2 + (Math.floor(shape / 2) % 2));
