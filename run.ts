import "@infoplane/runtime/hold-usr1";

const { main } = await import("@infoplane/cli");
process.exitCode = await main(process.argv.slice(2));
