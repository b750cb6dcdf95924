/** Left beside the figures when PNG could not be drawn. */
export function noFont(): string {
  return (
    "PNG files were not drawn: no sans-serif font was found on this machine, and pictures without text would mislead.\n" +
    "The SVG files are complete. To get PNG, install a font (Debian and Ubuntu: fonts-liberation or fonts-dejavu-core) and render the report again.\n"
  );
}

/** Left in place of a figure that could not be drawn. */
export function figureFailed(title: string, problem: string): string {
  return `The figure "${title}" could not be drawn: ${problem}\nThe records it draws are in the run store, the other figures are complete.\n`;
}
