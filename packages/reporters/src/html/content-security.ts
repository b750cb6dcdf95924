import { createHash } from "node:crypto";

/**
 * Content-Security-Policy that allows this very script and style and nothing else: no request can leave the page. A live page
 * may ask its own server.
 */
export function contentSecurity(script: string, style: string, live = false): string {
  return [
    "default-src 'none'",
    `script-src '${digest(script)}'`,
    `style-src '${digest(style)}'`,
    "img-src data: blob:",
    ...(live ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function digest(text: string): string {
  return `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;
}
