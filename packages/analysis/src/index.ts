export { holm } from "./holm.ts";
