/** Of page and figures. */
export type ColorScheme = "light" | "dark";

/**
 * Arms: Okabe & Ito (2008) without black and yellow, which vanish on one of the backgrounds, and two more from Tol
 * (2021). From the ninth arm on, other hues and shades: nobody can tell many more than eight apart.
 */
const arms = {
  light: [
    ...["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#882255", "#7A7A7A"],
    ...["#332288", "#117733", "#8C8C1E", "#AA4499", "#8C510A", "#2A8C7C", "#B22222", "#3A3A3A"],
  ],
  dark: [
    ...["#4BA3E3", "#E8762C", "#2BBF96", "#DD92BC", "#F0B23A", "#8CD0F5", "#D0639B", "#A5A5A5"],
    ...["#8F86E0", "#5FB87A", "#C9C95A", "#D98AD0", "#C98B4B", "#7FD6C8", "#F07070", "#E4E4E4"],
  ],
};

const ink = {
  light: { text: "#1b1f24", soft: "#5b6470", line: "#8a929c", grid: "#e6e9ed", paper: "#ffffff" },
  dark: { text: "#e8eaed", soft: "#a9b1bb", line: "#7d8590", grid: "#2b3139", paper: "#14171b" },
} as const;

/** What the figure's author may choose. */
export interface ThemeOptions {
  /** CSS font list; the first family must be the one that texts are measured with. */
  readonly font: string;
  readonly background: string;
}

/**
 * Vega-Lite config of all figures. Figures name roles (style "spread", a nominal or ordinal colour) and never colours,
 * so that one spec serves print, light and dark. Epochs use viridis (continuous), blocks plasma (ordinal); both are cut
 * where they come too close to the background.
 */
export function theme(colorScheme: ColorScheme, { font, background }: ThemeOptions) {
  const { text, soft, line, grid, paper: sheet } = ink[colorScheme];
  return {
    background,
    font,
    padding: 8,
    concat: { spacing: 26 },
    view: { stroke: null, continuousWidth: 340, continuousHeight: 220 },
    title: { color: text, fontSize: 14, fontWeight: "bold", anchor: "start", offset: 10 },
    axis: {
      labelColor: soft,
      titleColor: text,
      labelFontSize: 11,
      titleFontSize: 12,
      titleFontWeight: "normal",
      titlePadding: 7,
      gridColor: grid,
      domainColor: line,
      tickColor: line,
      tickSize: 4,
      labelLimit: 220,
      labelFlush: false,
      labelSeparation: 5,
    },
    header: { labelColor: text, titleColor: text, labelFontSize: 12, labelFontWeight: "bold" },
    axisY: { minExtent: 34 },
    rule: { color: line },
    text: { color: text },
    legend: {
      labelColor: text,
      titleColor: text,
      labelFontSize: 11,
      titleFontSize: 12,
      titleFontWeight: "normal",
      labelLimit: 220,
      gradientLength: 130,
      symbolOpacity: 1,
    },
    range: {
      category: arms[colorScheme],
      ramp: { scheme: "viridis", extent: colorScheme === "light" ? [0, 0.92] : [0.32, 1] },
      ordinal: { scheme: "plasma", extent: colorScheme === "light" ? [0, 0.85] : [0.2, 1] },
    },
    style: {
      spread: { strokeWidth: 1 },
      ink: { color: text, stroke: text, strokeWidth: 1.6 },
      outlined: { size: 46, stroke: text, strokeWidth: 1 },
      ring: { size: 32, strokeWidth: 1.3 },
      leader: { strokeWidth: 0.7 },
      untrained: { color: soft, stroke: soft, strokeWidth: 1.2, strokeDash: [1.5, 3] },
      cursor: { stroke: line, strokeWidth: 1, strokeDash: [3, 3] },
      label: { fontSize: 11, fontWeight: "bold" },
      "label-halo": { color: sheet, stroke: sheet, strokeWidth: 3, fontSize: 11, fontWeight: "bold", opacity: 0.85 },
    },
  } as const;
}
