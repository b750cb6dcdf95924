export { connectCellHost, type CellHost } from "./cell-host.ts";
export { ignoresHangup } from "./ignores-hangup.ts";
export { refuseEmitted } from "./refuse-emitted.ts";
export { quote } from "./quote.ts";
