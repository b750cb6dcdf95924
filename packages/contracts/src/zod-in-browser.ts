// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- a bundler takes of its modules what is used
export { z } from "zod";
