const companions = new Set(["__macosx", "thumbs.db", "desktop.ini", "@eadir", "$recycle.bin"]);

/** Whether a name is one that systems create next to the user's files: dot files, `._x`, `__MACOSX`, `Thumbs.db`. */
export function isHidden(name: string): boolean {
  return name.startsWith(".") || companions.has(name.toLowerCase());
}
