import { asError, formatPlace, reasonOf, ShapeError, thrownAt, type PluginBase, type Span } from "@infoplane/contracts";
import * as messages from "../messages.ts";
import type { CheckContext } from "./context.ts";

/** Calls a plugin; whatever it throws becomes one diagnostic that names plugin and hook. */
export function callHook<T>(
  context: CheckContext,
  plugin: PluginBase,
  hook: string,
  span: Span,
  call: () => T,
  refused?: (error: ShapeError) => void,
): T | undefined {
  try {
    return call();
  } catch (thrown) {
    const error = asError(thrown);
    if (error instanceof ShapeError && refused) refused(error);
    else {
      const place = thrownAt(error);
      const said = reasonOf(error);
      const why = place ? `${said} (${formatPlace(place)})` : said;
      context.accept(messages.pluginFailed(span, plugin.kind, plugin.name, hook, why));
    }
    return undefined;
  }
}
