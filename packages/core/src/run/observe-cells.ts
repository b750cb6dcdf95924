import type { CellEvent, CellSpec, CellStatus, ExecutorContext, Position } from "@infoplane/contracts";
import { faultCode, NotRegularError, withRegular } from "@infoplane/files";
import type { LogLine } from "../store/cell-store.ts";
import { LogLines } from "../store/log-lines.ts";
import type { RunStore } from "../store/run-store.ts";

/** How far the log of a cell has been read. */
interface Place {
  readonly lines: LogLines;
  offset: number;
  /** The beginning of a line that was still incomplete. */
  rest: string;
  sessions: number;
  status: CellStatus;
}

/** Bytes read at once, and characters of a line at most. */
const atOnce = 1024 * 1024;
const longest = 16 * atOnce;

/**
 * Follows cells that run elsewhere by what they write to the run's directory: their status, and their log from where it
 * was last read. The first call skips the log of earlier sessions.
 */
export function observeCells(run: RunStore): ExecutorContext["observe"] {
  const places = new Map<string, Place>();
  return async (cell) => {
    const store = run.cell(cell.hash);
    const known = places.get(cell.hash);
    const place: Place = known ?? newPlace(cell.hash);
    places.set(cell.hash, place);
    const rows = await readOn(store.logFile, place);
    place.sessions += rows.filter(({ kind }) => kind === "ran").length;
    const from = known ? 0 : rows.findLastIndex(({ kind }) => kind === "begun");
    const events = rows.slice(Math.max(0, from)).flatMap((row) => eventOf(row, cell));
    // If it can't be read now, say because a network is down for a moment, the last status stands.
    place.status = await store.readStatus().catch(() => place.status);
    return { status: place.status, sessions: place.sessions, events };
  };
}

function newPlace(cell: string): Place {
  return { lines: new LogLines(cell), offset: 0, rest: "", sessions: 0, status: { state: "waiting" } };
}

async function readOn(file: string, place: Place): Promise<LogLine[]> {
  try {
    return await withRegular(file, async ({ handle, size }) => {
      const rows: LogLine[] = [];
      const bytes = Buffer.alloc(Math.min(atOnce, Math.max(0, size - place.offset)));
      while (place.offset < size) {
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, place.offset);
        if (bytesRead === 0) break;
        place.offset += bytesRead;
        const lines = (place.rest + bytes.toString("latin1", 0, bytesRead)).split("\n");
        place.rest = lines.pop()?.slice(0, longest) ?? "";
        rows.push(...place.lines.take(lines.map((line) => Buffer.from(line, "latin1").toString("utf8"))));
      }
      return rows;
    });
  } catch (error) {
    if (faultCode(error) === undefined && !(error instanceof NotRegularError)) throw error;
    // Not begun, or a network is down for a moment.
    return [];
  }
}

function eventOf(row: LogLine, { hash: cell, arm, seed }: CellSpec): CellEvent[] {
  const at = row["at"] as Position;
  const past = Date.parse(String(row["time"]));
  const time = Number.isFinite(past) ? { time: past } : {};
  switch (row["kind"]) {
    case "begun": {
      const [stepsPerEpoch, epochs] = [Number(row["stepsPerEpoch"]), Number(row["epochs"])];
      return [{ kind: "start", cell, arm, seed, at, stepsPerEpoch, epochs, ...time }];
    }
    case "epoch": {
      const { accuracy, loss } = row;
      const details = { ...(typeof accuracy === "number" && { accuracy }), ...(typeof loss === "number" && { loss }) };
      return [{ kind: "measured", cell, at, ...details, ...time }];
    }
    case "note":
      return [{ kind: "note", cell, message: String(row["message"]) }];
    default:
      return [];
  }
}
