import { create } from 'zustand'
import { isLoginSilent } from '../platform/login'
import { sessionStore } from '../platform/storage'
import { toApiError, type ApiError } from '../services/apiError'
import { setSignedOutHandler } from '../services/http'
import {
  endSession,
  exchangeLoginCode,
  fetchMe,
  goToLogin,
  type Me,
  type Membership,
} from '../services/session'
import { readTokens, removeTokens } from '../services/tokens'
import { forgetKept } from './kept'

interface SessionState {
  /** `offline`: there is no network, and what is shown of the person is from the last time. */
  status: 'starting' | 'signedOut' | 'signedIn' | 'offline'
  me: Me | undefined
  /** Which of several roles the workbench shows. */
  membershipId: string | undefined
  problem: ApiError | undefined
}

const meKey = 'linli.me'
const workbenchKey = 'linli.workbench'

export const useSession = create<SessionState>(() => ({
  status: 'starting',
  me: undefined,
  membershipId: sessionStore.read(workbenchKey) as string | undefined,
  problem: undefined,
}))

/** Signs in where it costs the person nothing, and fetches who they are: the one call before the first screen. */
export async function startSession(): Promise<void> {
  try {
    const isBack = await exchangeLoginCodeAtStart()
    if (!isBack && readTokens() === undefined) {
      useSession.setState({ status: 'signedOut', me: undefined })
      return
    }
    await refreshMe()
  } catch (cause) {
    const problem = toApiError(cause)
    useSession.setState({ status: 'offline', me: sessionStore.read(meKey) as Me | undefined, problem })
  }
}

/** Fetches the person again: a level, a role or the unread count has changed. */
export async function refreshMe(): Promise<void> {
  try {
    adoptMe(await fetchMe())
  } catch (cause) {
    const problem = toApiError(cause)
    if (problem.isPassing) throw problem
    useSession.setState({ status: 'signedOut', me: undefined, problem })
  }
}

/** The server answered with the person as they are now. */
export function adoptMe(me: Me): void {
  sessionStore.write(meKey, me)
  useSession.setState({ status: 'signedIn', me, problem: undefined })
}

/** The person wants to sign in. On H5 the page is left for it. */
export async function signIn(): Promise<void> {
  if (isLoginSilent()) await startSession()
  else await goToLogin()
}

export function signOut(): void {
  // Without a network the session ends by itself; this device forgets it either way.
  void endSession().catch(() => undefined)
  removeTokens()
  forgetKept()
  sessionStore.remove(meKey)
  sessionStore.remove(workbenchKey)
  useSession.setState({ status: 'signedOut', me: undefined, membershipId: undefined })
}

export function switchWorkbench(membershipId: string): void {
  sessionStore.write(workbenchKey, membershipId)
  useSession.setState({ membershipId })
}

/** The role whose workbench is shown: the chosen one while it is still held, else the first. */
export function useMembership(): Membership | undefined {
  return useSession(({ me, membershipId }) => pickMembership(me?.memberships ?? [], membershipId))
}

export function pickMembership(
  memberships: readonly Membership[],
  membershipId: string | undefined,
): Membership | undefined {
  return memberships.find(({ id }) => id === membershipId) ?? memberships[0]
}

/** Under whose name this device keeps drafts; `guest` before a login. */
export function readUserId(): string {
  return useSession.getState().me?.id ?? 'guest'
}

/** A stored session is good without a new code; a code in the address always wins. */
async function exchangeLoginCodeAtStart(): Promise<boolean> {
  if (isLoginSilent() && readTokens() !== undefined) return false
  return exchangeLoginCode()
}

setSignedOutHandler(async () => {
  if (isLoginSilent() && (await exchangeLoginCode())) return true
  useSession.setState({ status: 'signedOut', me: undefined })
  return false
})
