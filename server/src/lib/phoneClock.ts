import type { Deps } from '../deps'

/** A telephone's clock may be off by as much, ahead or behind. Told within it, something was told at once. */
export const phoneOffMilliseconds = 5 * 60_000

/**
 * What was pressed at `at`, by our clock: as long ago as the telephone says, however wrong its own clock is.
 * @param sentAt when it was sent, by the telephone's clock; where that is not told, `at` stays as it is.
 */
export function byOurClock<Body extends object>(
  body: Body,
  sentAt: Date | undefined,
  { clock }: Pick<Deps, 'clock'>,
): Body {
  if (sentAt === undefined || !('at' in body) || typeof body.at !== 'string') return body
  const ahead = sentAt.getTime() - clock.now().getTime()
  return { ...body, at: new Date(new Date(body.at).getTime() - ahead).toISOString() }
}
