/** A refusal in WeChat Pay's way: an HTTP status with a code; what clients branch on. */
export class PayRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly detail?: PayDetail | object,
  ) {
    super(message)
  }
}

interface PayDetail {
  field: string
  value?: unknown
  issue: string
  location: 'body' | 'url' | 'query'
}

/** The body of a refusal; nothing of it is signed. */
export function describePayRefusal({ code, message, detail }: PayRefusal): object {
  return { code, message, ...(detail && { detail }) }
}

/** @throws PayRefusal when `condition` is falsy. */
export function refusePayUnless(
  condition: unknown,
  status: number,
  code: string,
  message: string,
): asserts condition {
  if (!condition) throw new PayRefusal(status, code, message)
}
