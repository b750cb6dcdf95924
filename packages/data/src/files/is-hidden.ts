const companions = new Set(["__macosx", "thumbs.db", "desktop.ini", "@eadir", "$recycle.bin"]);

/** Whether a name is what a system leaves beside the files of its user: dot files, `._x`, `__MACOSX`, `Thumbs.db`. */
export function isHidden(name: string): boolean {
  return name.startsWith(".") || companions.has(name.toLowerCase());
}
