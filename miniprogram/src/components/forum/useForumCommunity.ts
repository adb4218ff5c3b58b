import { create } from 'zustand'
import { pickMembership, useSession } from '../../stores/session'

/** Which of many communities somebody looks at who works for a whole street; until the program ends. */
const useChoice = create<{ userId?: string; community?: string }>(() => ({}))

export const chooseForumCommunity = (userId: string, community: string | undefined): void => {
  useChoice.setState(community === undefined ? {} : { userId, community }, true)
}

/** Whose forum somebody reads: of the home, else of the work; a unit of a street chooses. */
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

/** Works for a unit that no single community has: there are several forums to choose from. */
export const useHasManyForums = (): boolean =>
  useSession(({ me }) =>
    (me?.memberships ?? []).some(({ unitId, community }) => unitId !== undefined && community === undefined),
  )
