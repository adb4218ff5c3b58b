/** How long the planner looks at a day from nothing, in milliseconds: a small day is done at once, a street's takes most of a minute. */
export const planMilliseconds = (visits: number): number => Math.min(45_000, 500 + visits * 25)

/** How long it looks at a plan that stands, after a change: somebody waits for it. With all around it, below a second. */
export const mendMilliseconds = (visits: number): number => Math.min(300, 150 + visits)
