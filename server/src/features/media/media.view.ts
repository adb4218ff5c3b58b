import type { OutputOf } from '@linli/shared/contract'
import type { mediaContracts } from '@linli/shared/media/media.contract'
import type { StoredMedia } from './media.service'

export function viewCreatedMedia(media: StoredMedia): OutputOf<typeof mediaContracts.createMedia.response> {
  return {
    id: media._id.toString(),
    kind: media.kind,
    width: media.width ?? undefined,
    height: media.height ?? undefined,
    seconds: media.seconds ?? undefined,
  }
}
