import { errors, type ErrorCode } from '@linli/shared/errors'

/** An answer to the caller that is not a success. Status and sentence come from the shared list by code. */
export class AppError extends Error {
  readonly status: number

  constructor(
    readonly code: ErrorCode,
    readonly details?: unknown,
  ) {
    super(code)
    this.status = errors[code].status
  }
}

/**
 * The details of a `request.invalid` that no schema can say, in the shape in which schemas say theirs.
 * @param message what to do, where the code does not tell a person.
 */
export const wrongField = (
  where: 'params' | 'query' | 'body' | 'file' | 'headers',
  path: readonly string[],
  code: string,
  message?: string,
) => ({ where, issues: [{ path, code, ...(message === undefined ? {} : { message }) }] })

/**
 * A precondition in one line, narrowing what it checks.
 * @throws AppError with `code` when `condition` is falsy.
 */
export function assertThat(condition: unknown, code: ErrorCode, details?: unknown): asserts condition {
  if (!condition) throw new AppError(code, details)
}
