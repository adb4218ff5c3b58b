import { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import type { Deps } from '../../deps'
import { route, type Route } from '../../http/route'
import { toPage } from '../../lib/toPage'
import { nameKeyOf, readNeighbourNames } from '../forum/forum.names'
import { readModerationFigures } from './moderation.figures'
import type { MuteRecord } from './mute.model'
import { endMute, listMutes, muteAuthor } from './mute.service'
import { reportContent } from './report.service'

const idOf = ({ _id }: MuteRecord): string => _id.toString()

async function viewMutes(mutes: readonly MuteRecord[], deps: Deps) {
  const names = await readNeighbourNames(mutes, deps)
  return (mute: MuteRecord) => ({
    id: idOf(mute),
    name: names.get(nameKeyOf(mute))?.name ?? '邻居',
    reason: [mute.rule, mute.reason].filter((part) => part !== undefined).join('；'),
    from: mute.from.toISOString(),
    until: mute.until.toISOString(),
    by: mute.byName,
  })
}

export const moderationRoutes: Route[] = [
  route(moderationContracts.reportContent, ({ actor, body, deps }) => reportContent(actor, body, deps)),
  route(moderationContracts.listMutes, async ({ actor, query, deps }) => {
    const rows = await listMutes(actor, query, deps.clock.now())
    return toPage(rows, query.limit, idOf, await viewMutes(rows, deps))
  }),
  route(moderationContracts.muteAuthor, async ({ actor, body, deps }) => {
    const mute = await muteAuthor(actor, body, deps)
    return (await viewMutes([mute], deps))(mute)
  }),
  route(moderationContracts.endMute, ({ actor, params, deps }) => endMute(actor, params.id, deps)),
  route(moderationContracts.getModerationFigures, ({ actor, query, deps }) =>
    readModerationFigures(actor, query.areaCode, deps),
  ),
]
