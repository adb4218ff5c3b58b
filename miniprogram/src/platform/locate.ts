import Taro from '@tarojs/taro'

const patienceMs = 4000

/** Where the phone is, when the person lets it say and it knows within a few seconds; nothing waits for it longer. */
export async function locate(): Promise<{ longitude: number; latitude: number } | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, patienceMs, undefined))
  try {
    const found = await Promise.race([Taro.getLocation({ type: 'gcj02' }), late])
    return found && { longitude: found.longitude, latitude: found.latitude }
  } catch {
    return undefined
  }
}

/** Shows a point on the map of the phone. */
export async function showOnMap(point: { longitude: number; latitude: number }, name: string): Promise<void> {
  try {
    await Taro.openLocation({ ...point, name })
  } catch {
    // No map here: the address stands beside it.
  }
}
