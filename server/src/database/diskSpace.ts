import { statfs } from 'node:fs/promises'

/** Bytes that this user may still write below `dir`. */
export async function readFreeBytes(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir)
  return bavail * bsize
}
