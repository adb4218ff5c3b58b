import { pickMembership, useSession } from '../../stores/session'

/** Whose forum somebody reads: of the home, else of the work. */
export function useForumCommunity(): string | undefined {
  return useSession(({ me, membershipId }) => {
    const working = pickMembership(
      me?.memberships.filter(({ community }) => community !== undefined) ?? [],
      membershipId,
    )
    return me?.community?.code ?? working?.community
  })
}
