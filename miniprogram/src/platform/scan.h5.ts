/** A browser page has no scanner: codes are typed in, or opened as a link. */
export const scanCode: (() => Promise<string | undefined>) | undefined = undefined
