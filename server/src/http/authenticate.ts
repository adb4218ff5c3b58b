import type { Context } from 'koa'
import { AppError } from '../lib/appError'
import type { Actor } from '../features/users/actor'
import { loadActor } from '../features/users/actor.service'
import type { Deps } from '../deps'

/**
 * Reads the bearer token of a request.
 * @returns the person who calls, or undefined where no token was sent.
 * @throws AppError `session.expired` when a token was sent but is not, or no longer, good.
 */
export async function authenticate(ctx: Context, deps: Deps): Promise<Actor | undefined> {
  const header = ctx.get('authorization')
  if (header === '') return undefined
  const token = /^Bearer ([^\s]+)$/.exec(header)?.[1]
  const actor = token === undefined ? undefined : await loadActor(token, deps)
  if (!actor) throw new AppError('session.expired')
  return actor
}
