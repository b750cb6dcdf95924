export { connectCellHost, type CellHost } from "./cell-host.ts";
export { ignoresHangup } from "./ignores-hangup.ts";
export { quote } from "./quote.ts";
