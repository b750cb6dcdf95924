/**
 * A text in one line: breaks, control and direction characters become a blank. What a store holds, such as a path or a
 * message, must neither steer a terminal nor break the line of a file that it is in.
 */
export function plainLine(text: string): string {
  return text.replace(/[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, " ");
}
