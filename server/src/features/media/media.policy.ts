import type { MediaCheck } from '@linli/shared/media/media'
import type { MediaAccess } from './mediaAccess'

/** Whoever may see only what was checked sees nothing until the check passed, and nothing once it is hidden. */
export function canReadMedia(access: MediaAccess, check: MediaCheck): boolean {
  return access === 'full' || (access === 'checked' && check === 'pass')
}
