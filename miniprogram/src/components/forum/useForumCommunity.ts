import { create } from 'zustand'
import { deviceStore } from '../../platform/storage'
import type { Me } from '../../services/session'
import { pickMembership, useSession } from '../../stores/session'

interface Choice {
  userId?: string
  community?: string
}

const key = 'linli.forum'

/** Which of several communities somebody looks at, on this device until she chooses another. */
const useChoice = create<Choice>(() => ({ ...(deviceStore.read(key) as Choice | undefined) }))

export const chooseForumCommunity = (userId: string, community: string | undefined): void => {
  const choice = community === undefined ? {} : { userId, community }
  useChoice.setState(choice, true)
  deviceStore.write(key, choice)
}

const servedBy = ({ memberships }: Me) => memberships.map((membership) => membership.community)

/** Works for a unit that no single community has: which ones it serves only the server knows. */
const isOfStreet = ({ memberships }: Me): boolean =>
  memberships.some((each) => each.unitId !== undefined && each.community === undefined)

/** What she has chosen, as long as she lives or works there. */
export function findForumChoice(me: Me | undefined, { userId, community } = useChoice.getState()) {
  if (!me || userId !== me.id || community === undefined) return undefined
  const isOpen = isOfStreet(me) || [me.community?.code, ...servedBy(me)].includes(community)
  return isOpen ? community : undefined
}

/** Whose forum somebody reads: the chosen one, else of the home, else of the work. */
export function useForumCommunity(): string | undefined {
  const own = useSession(({ me, membershipId }) => {
    const working = pickMembership(
      me?.memberships.filter(({ community }) => community !== undefined) ?? [],
      membershipId,
    )
    return me?.community?.code ?? working?.community
  })
  const me = useSession((session) => session.me)
  return useChoice((choice) => findForumChoice(me, choice)) ?? own
}

/** Lives in one community and serves another, or works for a unit that no single community has. */
function hasManyForums(me: Me): boolean {
  const known = new Set([me.community?.code, ...servedBy(me)].filter((code) => code !== undefined))
  return isOfStreet(me) || known.size > 1
}

/** There are several forums to choose from. */
export const useHasManyForums = (): boolean => useSession(({ me }) => me !== undefined && hasManyForums(me))
