import type { ErrorBody, ErrorCode } from '@linli/shared/errors'

/** Made on this side: no answer came, or one that is not ours. */
export type LocalErrorCode = 'network.offline' | 'network.unreadable'

const localMessages: Record<LocalErrorCode, string> = {
  'network.offline': '网络好像断了。您写的内容都在，连上网络后再按一次就行，不会重复。',
  'network.unreadable': '服务器正在忙，请过一会儿再试。您写的内容都在。',
}

/** What a call throws. `message` is a sentence for the person; the program looks at `code`. */
export class ApiError extends Error {
  constructor(
    readonly code: ErrorCode | LocalErrorCode,
    message: string,
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    readonly details?: unknown,
  ) {
    super(message)
    this.name = 'ApiError'
  }

  static local(code: LocalErrorCode, status = 0): ApiError {
    return new ApiError(code, localMessages[code], status)
  }

  static fromBody(body: ErrorBody, status: number): ApiError {
    return new ApiError(body.code, body.message, status, body.details)
  }

  /** Nothing was decided: the same request may be sent again. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500
  }
}

/** Any thrown value as an ApiError, so that pages have one kind to show. */
export function toApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : ApiError.local('network.unreadable')
}
