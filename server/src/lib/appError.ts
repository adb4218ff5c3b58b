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
 * A precondition in one line, narrowing what it checks.
 * @throws AppError with `code` when `condition` is falsy.
 */
export function assertThat(condition: unknown, code: ErrorCode, details?: unknown): asserts condition {
  if (!condition) throw new AppError(code, details)
}
