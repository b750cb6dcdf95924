import packageJson from "../package.json" with { type: "json" };

/** Version of Infoplane, as manifests record it. */
export const version: string = packageJson.version;
