import { create } from 'zustand'
import type { Me } from '../../services/session'
import { pickMembership, useSession } from '../../stores/session'

/** Which of several communities somebody looks at; until the program ends. */
const useChoice = create<{ userId?: string; community?: string }>(() => ({}))

export const chooseForumCommunity = (userId: string, community: string | undefined): void => {
  useChoice.setState(community === undefined ? {} : { userId, community }, true)
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
  const userId = useSession(({ me }) => me?.id)
  const chosen = useChoice((choice) => (choice.userId === userId ? choice.community : undefined))
  return chosen ?? own
}

/** Lives in one community and serves another, or works for a unit that no single community has. */
function hasManyForums({ community, memberships }: Me): boolean {
  const served = memberships.map((membership) => membership.community)
  const isOfStreet = memberships.some((each) => each.unitId !== undefined && each.community === undefined)
  const known = new Set([community?.code, ...served].filter((code) => code !== undefined))
  return isOfStreet || known.size > 1
}

/** There are several forums to choose from. */
export const useHasManyForums = (): boolean => useSession(({ me }) => me !== undefined && hasManyForums(me))
