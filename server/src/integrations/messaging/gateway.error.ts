/** A gateway did not take a message. Its text never holds whom it was for, nor what it said. */
export class GatewayError extends Error {
  constructor(
    /** What the gateway answered, or undefined when it did not answer: whether it sent anything is unknown. */
    readonly status: number | undefined,
  ) {
    super(status === undefined ? 'the gateway did not answer' : `the gateway answered ${status}`)
  }

  /** False when the gateway refused this message for good, such as a number that does not exist. */
  get retryable(): boolean {
    const { status } = this
    return status === undefined || status >= 500 || status === 408 || status === 429 || status === 401
  }
}
