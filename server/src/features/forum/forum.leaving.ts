import type { Deps } from '../../deps'

/** Takes away what somebody who leaves a community's forum wrote elsewhere in it. Repeatable. */
type EraseWords = (userId: string, community: string, deps: Deps) => Promise<void>

const erasers: EraseWords[] = []

/** Called once by each feature in which neighbours write beside the forum; the forum does not know them. */
export function registerLeaving(erase: EraseWords): void {
  erasers.push(erase)
}

export const eraseElsewhere: EraseWords = async (userId, community, deps) => {
  for (const erase of erasers) await erase(userId, community, deps)
}
