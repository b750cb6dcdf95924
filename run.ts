import "@infoplane/runtime/hold-usr1";
import { endProcess } from "@infoplane/runtime/process";

const { main } = await import("@infoplane/cli");
endProcess(await main(process.argv.slice(2)));
