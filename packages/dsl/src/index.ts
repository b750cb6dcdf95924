export * from "./ast/ast.ts";
export { type SourceText } from "./parse/source-text.ts";
export { parse } from "./parse/parse.ts";
export { check, profilesOf, usesOf, type Checked, type CheckOptions } from "./check/check.ts";
export { readUse } from "./check/read-use.ts";
export { derivedQuantities, type DerivedQuantity } from "./check/derived-quantities.ts";
export { formatDiagnostics } from "./show/format-diagnostics.ts";
export { tokenise, type Token, type TokenKind } from "./show/tokenise.ts";
export * as messages from "./messages.ts";
