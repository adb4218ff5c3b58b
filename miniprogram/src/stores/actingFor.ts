import type { BondRelation } from '@linli/shared/families/bond'
import { create } from 'zustand'
import { deviceStore } from '../platform/storage'
import { useSession } from './session'

/** The elder one acts for on this device until one changes back. */
export interface ActingFor {
  /** Whose choice it is: another account on this device acts for nobody. */
  userId: string
  personId: string
  name: string
  relation: BondRelation
  community: string
  communityName: string
}

const key = 'linli.actingFor'

interface Acting {
  target: ActingFor | undefined
  /** The name of the elder for whom one suddenly may not act any more, until one chooses anew. */
  endedFor: string | undefined
}

const useStore = create<Acting>(() => ({
  target: deviceStore.read(key) as ActingFor | undefined,
  endedFor: undefined,
}))

/** Remembered over a restart, so that nobody acts for the wrong person without seeing it: every page that matters says so. */
export function chooseActingFor(target: ActingFor | undefined): void {
  useStore.setState({ target, endedFor: undefined })
  if (target) deviceStore.write(key, target)
  else deviceStore.remove(key)
}

/** The bond has ended, or lost the scope: back to oneself, and said so. */
export function endActingFor({ name }: ActingFor): void {
  chooseActingFor(undefined)
  useStore.setState({ endedFor: name })
}

export const useEndedActing = (): string | undefined => useStore(({ endedFor }) => endedFor)

/** Whom the signed-in person acts for; undefined: for themselves. */
export function useActingFor(): ActingFor | undefined {
  const userId = useSession((state) => state.me?.id)
  const target = useStore((state) => state.target)
  return target !== undefined && target.userId === userId ? target : undefined
}
