import { exitCodes, InfoplaneError, type Diagnostic } from "@infoplane/contracts";

/**
 * A failure that names the plugin at fault. It stays as it is when it passes through what called that plugin: a metric is
 * not blamed for a layer of the network that it measures. Exit code 1.
 */
export class PluginFault extends InfoplaneError {
  constructor(problem: Diagnostic, options?: ErrorOptions) {
    super(problem, exitCodes.runFailed, options);
  }
}
