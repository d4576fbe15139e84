import { readFileSync } from "node:fs";

const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** Of this package. The same number of folders above in the source and in the build. */
export const VERSION: string = (manifest as { readonly version: string }).version;
