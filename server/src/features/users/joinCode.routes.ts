import {
  createJoinCode as createContract,
  getJoinCodeImage as imageContract,
  getJoinCodeSheet as sheetContract,
  listJoinCodes as listContract,
  previewJoinCode as previewContract,
  revokeJoinCode as revokeContract,
} from '@linli/shared/users/joinCode.contract'
import { formatDay } from '@linli/shared/time'
import { route, type Route } from '../../http/route'
import { assertThat } from '../../lib/appError'
import { toPage } from '../../lib/toPage'
import { renderJoinCodeSheet } from './joinCode.page'
import {
  createJoinCode,
  findOwnCode,
  listJoinCodes,
  previewJoinCode,
  revokeJoinCode,
} from './joinCode.service'
import { isValidJoinCode, toJoinCodeView } from './joinCode.view'
import { renderSceneCode } from './sceneCode'

export const joinCodeRoutes: Route[] = [
  route(createContract, async ({ actor, body, newId, deps }) =>
    toJoinCodeView(await createJoinCode(actor, body, newId, deps), deps.clock.now()),
  ),
  route(listContract, async ({ actor, query, deps }) =>
    toPage(
      await listJoinCodes(actor, query),
      query.limit,
      (code) => code._id.toString(),
      (code) => toJoinCodeView(code, deps.clock.now()),
    ),
  ),
  route(previewContract, ({ params, deps }) => previewJoinCode(params.code, deps)),
  route(revokeContract, async ({ actor, params, body, deps }) =>
    toJoinCodeView(await revokeJoinCode(actor, params.code, body.reason, deps), deps.clock.now()),
  ),
  route(imageContract, async ({ actor, params, deps }) => {
    const { code } = await findOwnCode(actor, params.code)
    return renderSceneCode(code, deps)
  }),
  route(sheetContract, async ({ actor, params, deps }) => {
    const found = await findOwnCode(actor, params.code)
    assertThat(isValidJoinCode(found, deps.clock.now()), 'joinCode.not_valid')
    const { community, buildingName } = await previewJoinCode(found.code, deps)
    return renderJoinCodeSheet({
      communityName: community.name,
      buildingName,
      code: found.code,
      image: await renderSceneCode(found.code, deps),
      until: found.expiresAt == null ? undefined : formatDay(found.expiresAt, deps.clock.now()),
    })
  }),
]
