/**
 * From now on nobody but this user may write what the program writes, and this user may read it, whatever the umask: what a
 * run or the cache holds is believed, and code is loaded from the cache.
 */
export function keepFilesOwn(): void {
  const before = process.umask(0o022);
  process.umask((before & 0o077) | 0o022);
}
