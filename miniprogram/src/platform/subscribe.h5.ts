type Ask = (templateIds: readonly string[]) => Promise<Partial<Record<string, string>>>

/** Subscription messages exist in the mini program only. */
export const askToSubscribe: Ask | undefined = undefined as Ask | undefined
