import { tmpdir } from 'node:os'
import { hasRoomForIntake, readFreeBytes, watchFreeSpace } from './diskSpace'

const watch = (floorBytes: number, log: (line: string) => void) =>
  watchFreeSpace({ dir: tmpdir(), floorBytes, log })

describe('watchFreeSpace', () => {
  it('stops intake below the floor and says so once', async () => {
    const log = jest.fn()
    const stop = await watch(Number.MAX_SAFE_INTEGER, log)
    expect(hasRoomForIntake()).toBe(false)
    stop()
    expect(hasRoomForIntake()).toBe(true)
    expect(log).toHaveBeenCalledTimes(1)
  })

  it('lets intake go on while there is room', async () => {
    const log = jest.fn()
    const stop = await watch(1, log)
    expect(await readFreeBytes(tmpdir())).toBeGreaterThan(1)
    expect(hasRoomForIntake()).toBe(true)
    expect(log).not.toHaveBeenCalled()
    stop()
  })
})
