import type { ErrorBody, ErrorCode } from '@linli/shared/errors'
import type { FieldProblem } from '../stores/refusal'

/** Made on this side: no answer came, one that is not ours, or a photo that the device has thrown away. */
export type LocalErrorCode = 'network.offline' | 'network.unreadable' | 'photo.lost'

const localMessages: Record<LocalErrorCode, string> = {
  'network.offline': '网络断了，还没有发成。您写的内容都在，连上网络后再按一次就行，不会重复。',
  'network.unreadable': '服务器正在忙，请过一会儿再试。您写的内容都在。',
  'photo.lost': '有一张照片在手机里找不到了。请去掉它，重拍一张再发。写的内容都在。',
}

/** What the server says of one field. */
interface Issue {
  path: readonly (string | number)[]
  message?: string
}

const mostSaid = 3

function listIssues(details: unknown): readonly Issue[] {
  const { issues } = Object(details) as { issues?: unknown }
  return Array.isArray(issues) ? (issues as Issue[]) : []
}

/** Which parts of the body of a request were refused, each with what it held. */
export function listFieldProblems({ details }: ApiError, body: string | undefined): FieldProblem[] {
  const { where } = Object(details) as { where?: unknown }
  if (where !== 'body' || body === undefined) return []
  const sent = JSON.parse(body) as unknown
  return listIssues(details).map(({ path, message = '这一项填得不对' }) => ({
    path,
    message,
    sent: path.reduce<unknown>((part, key) => (Object(part) as Record<string, unknown>)[key], sent),
  }))
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
    const said = [...new Set(listIssues(body.details).flatMap(({ message }) => message ?? []))]
    return new ApiError(body.code, body.message + said.slice(0, mostSaid).join('；'), status, body.details)
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
