/**
 * Where programs of the system are started: not in the current folder, which may be a stranger's, and which the empty
 * entries of LD_LIBRARY_PATH, PYTHONPATH, CPATH and the like stand for.
 */
export const elsewhere = { cwd: "/" } as const;
