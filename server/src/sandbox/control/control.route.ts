import type { RouterContext } from '@koa/router'
import type { z } from 'zod'
import { parseJson, rawBodyOf } from '../kernel/body'

/** A refusal of the control interface: an ordinary HTTP status with an English sentence. */
export class ControlError extends Error {
  constructor(
    readonly status: 400 | 404 | 409,
    message: string,
  ) {
    super(message)
  }
}

/** The JSON body of a control call; an empty one counts as `{}`. @throws ControlError 400 that names the field. */
export function readControlBody<S extends z.ZodType>(ctx: RouterContext, schema: S): z.output<S> {
  const text = rawBodyOf(ctx)
  const parsed = schema.safeParse(text.trim() === '' ? {} : parseJson(text))
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`)
  throw new ControlError(400, issues.join('; '))
}
