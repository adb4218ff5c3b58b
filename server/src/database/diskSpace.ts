import { statfs } from 'node:fs/promises'

const megabyte = 1024 * 1024

/** Both engines break for good when the disk is full, so new needs are refused while this much is left. */
export const intakeFloorBytes = 256 * megabyte

let hasRoom = true

/** Bytes that this user may still write below `dir`. */
export async function readFreeBytes(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir)
  return bavail * bsize
}

/** False while the disk of the embedded engine is nearly full; answer new work with 503 then. */
export function hasRoomForIntake(): boolean {
  return hasRoom
}

export interface SpaceWatch {
  dir: string
  floorBytes?: number
  intervalMs?: number
  log: (line: string) => void
}

/** Keeps `hasRoomForIntake` up to date; call what it returns to stop. */
export async function watchFreeSpace(options: SpaceWatch): Promise<() => void> {
  const { dir, floorBytes = intakeFloorBytes, intervalMs = 5000, log } = options
  const look = async () => {
    const free = await readFreeBytes(dir)
    const isEnough = free >= floorBytes
    if (isEnough !== hasRoom) {
      const state = isEnough ? 'new work is taken again' : 'new work is refused until there is room'
      log(`${Math.floor(free / megabyte)} MB are free for ${dir}: ${state}`)
    }
    hasRoom = isEnough
  }
  await look()
  const timer = setInterval(() => {
    look().catch((error: unknown) => {
      log(`the free space of ${dir} cannot be read: ${String(error)}`)
    })
  }, intervalMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    hasRoom = true
  }
}
