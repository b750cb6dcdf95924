export { connectCellHost, type CellHost } from "./cell-host.ts";
