export { connectCellHost, type CellHost } from "./cell-host.ts";
export { quote } from "./quote.ts";
