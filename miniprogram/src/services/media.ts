import type { mediaContracts } from '@linli/shared/media/media.contract'
import type { MediaKind } from '@linli/shared/media/media'
import { uploadFile } from './http'

type CreateMedia = (typeof mediaContracts)['createMedia']

/** Uploads a photo or recording; its id goes into what the person submits within seven days. Throws ApiError. */
export function uploadMedia(kind: MediaKind, path: string, onProgress?: (percent: number) => void) {
  return uploadFile<CreateMedia>('/api/media', path, { body: { kind } }, onProgress ? { onProgress } : {})
}
