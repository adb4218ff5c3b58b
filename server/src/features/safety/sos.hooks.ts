import type { SosOutcome } from '@linli/shared/safety/sos'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { Heard } from './sos.model'

/** A call for help that somebody saw to: it is known how the person is. */
export interface SeenTo {
  personId: Types.ObjectId
  outcome: SosOutcome
  /** When the call was closed. */
  at: Date
  /** When somebody was with her or spoke with her last, which may be hours before. */
  seenAt: Date
  seenBy: string
  /** `spoken`: only by telephone, nobody stood before her. */
  how: Heard | 'spoken'
}

type Follow = (seen: SeenTo, deps: Deps) => Promise<void>

const followers = new Map<string, Follow>()

/** Called once when a feature is loaded; runs at least once for each call that ended, so it must be repeatable. */
export function registerSosEnd(name: string, follow: Follow): void {
  followers.set(name, follow)
}

export async function followSosEnd(seen: SeenTo, deps: Deps): Promise<void> {
  for (const follow of followers.values()) await follow(seen, deps)
}
