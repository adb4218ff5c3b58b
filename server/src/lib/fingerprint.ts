import { createHash } from 'node:crypto'

/** Tells whether two requests under one idempotency key sent the same: a hash of the checked input and its file. */
export function fingerprint(input: unknown, file?: Buffer): string {
  const hash = createHash('sha256').update(JSON.stringify(input))
  return hash.update(file ?? '').digest('base64url')
}
