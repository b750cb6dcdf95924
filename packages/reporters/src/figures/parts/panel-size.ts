/** Width of one square panel and panels in a row, so that a figure stays near 900 px, the width of a page. */
export function panelSize(arms: number): { readonly width: number; readonly columns: number } {
  if (arms <= 1) return { width: 340, columns: 1 };
  if (arms === 2) return { width: 290, columns: 2 };
  if (arms === 3 || arms === 5 || arms === 6) return { width: 220, columns: 3 };
  return { width: 165, columns: 4 };
}
