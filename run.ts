import "@infoplane/runtime/hold-usr1";

const { main } = await import("@infoplane/cli");
const { endProcess } = await import("@infoplane/runtime/process");
endProcess(await main(process.argv.slice(2)));
