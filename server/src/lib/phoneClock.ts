/** A telephone's clock may be off by as much, ahead or behind. Told within it, something was told at once. */
export const phoneOffMilliseconds = 5 * 60_000
