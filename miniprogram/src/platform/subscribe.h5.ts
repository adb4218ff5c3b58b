/** Subscription messages exist in the mini program only. */
export const askToSubscribe: ((templateIds: readonly string[]) => Promise<string[]>) | undefined = undefined
