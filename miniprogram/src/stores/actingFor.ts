import type { BondRelation, BondScope } from '@linli/shared/families/bond'
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
  /** What the bond covers; a page of something else is for oneself. Undefined as long as it has not been read. */
  scopes?: readonly BondScope[] | undefined
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

/**
 * The choice follows the bonds that are in force: what hers covers may have changed; without one the server would refuse
 * each step from now on, so it is back to oneself, and said so.
 */
export function followBonds(
  userId: string,
  inForce: readonly Pick<ActingFor, 'personId' | 'scopes'>[],
): void {
  const { target } = useStore.getState()
  if (target?.userId !== userId) return
  const bond = inForce.find(({ personId }) => personId === target.personId)
  chooseActingFor(bond && { ...target, scopes: bond.scopes })
  if (!bond) useStore.setState({ endedFor: target.name })
}

export const useEndedActing = (): string | undefined => useStore(({ endedFor }) => endedFor)

/** Whom the signed-in person has chosen to act for, in whatever her bond covers; undefined: nobody. */
export function useChosenElder(): ActingFor | undefined {
  const userId = useSession((state) => state.me?.id)
  const target = useStore((state) => state.target)
  return target !== undefined && target.userId === userId ? target : undefined
}

/** Whom a page is for that needs this scope; undefined: for themselves, also where the bond does not cover it. */
export function useActingFor(scope: BondScope): ActingFor | undefined {
  const chosen = useChosenElder()
  return chosen?.scopes === undefined || chosen.scopes.includes(scope) ? chosen : undefined
}
