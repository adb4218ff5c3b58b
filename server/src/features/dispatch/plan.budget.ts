/** How long the planner looks at a day from nothing, in milliseconds: a small day is done at once, a street's takes most of a minute. */
export const planMilliseconds = (visits: number): number => Math.min(45_000, 500 + visits * 25)

/**
 * How long it looks at a plan that stands, after a change: somebody waits for it. Reading a street's day, placing what
 * changed and saying why takes half a second more, and all of it is to be below one.
 */
export const mendMilliseconds = 150
