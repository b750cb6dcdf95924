import { main } from "@infoplane/cli";

process.exitCode = await main(process.argv.slice(2));
