/** A number's text with the sign that typesetters use: −0.5, not -0.5. */
export const withMinus = (text: string): string => text.replace("-", "−");

export const fixed = (value: number, digits: number): string => withMinus(value.toFixed(digits));
