import './media.hooks'
import { mediaContracts } from '@linli/shared/media/media.contract'
import { route, type Route } from '../../http/route'
import { createMedia } from './media.service'
import { viewCreatedMedia } from './media.view'
import { readMedia, readPublicMedia } from './mediaFile.service'
import { replyWithFile } from './mediaReply'

export const mediaRoutes: Route[] = [
  route(mediaContracts.createMedia, async ({ actor, body, file, deps }) =>
    viewCreatedMedia(await createMedia(actor, body, file, deps)),
  ),
  route(mediaContracts.readMedia, async ({ actor, params, query, deps, ctx }) =>
    replyWithFile(ctx, await readMedia(actor, { id: params.id, token: query.token, version: 'whole' }, deps)),
  ),
  route(mediaContracts.readMediaThumbnail, async ({ actor, params, query, deps, ctx }) =>
    replyWithFile(
      ctx,
      await readMedia(actor, { id: params.id, token: query.token, version: 'thumbnail' }, deps),
    ),
  ),
  route(mediaContracts.readPublicMedia, async ({ params, deps, ctx }) =>
    replyWithFile(ctx, await readPublicMedia(params.token, deps)),
  ),
]
