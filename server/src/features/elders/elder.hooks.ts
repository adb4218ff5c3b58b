import { abilityGradeNames } from '@linli/shared/elders/elder'
import type { Deps } from '../../deps'
import { registerBuildingMove, setGridOf } from '../areas/buildingMove.hooks'
import type { Message } from '../messages/message'
import { registerOutboxSource, type OutboxEntry } from '../messages/outbox'
import { listPostPeople } from '../users/postPeople.service'
import { registerPersonMerge, registerPersonPlace, setPlaceOf } from '../register/person.hooks'
import { registerOwnData } from '../users/userHooks'
import { findOwnRecord, registerHealthConsent } from './elder.consent'
import { mergeElders } from './elder.merge'
import { Elder, type ElderRecord } from './elder.model'
import { openElder } from './elder.record'

const page = 'packages/families/pages/register/index'

/** A doubt goes to the street, its answer back to the community; no names in either. */
async function expandElder(
  elder: ElderRecord,
  { event, data }: OutboxEntry,
  { clock }: Pick<Deps, 'clock'>,
): Promise<Message[]> {
  const { street, community, district } = elder
  const isDoubt = data.to === 'doubted'
  const desk = isDoubt ? street : community
  if (desk === undefined) return []
  const words = isDoubt
    ? { title: '有一位老人能不能自己拿主意，社区请街道定', body: '定下来以前，不会办新的代办授权。' }
    : { title: '街道定了老人能不能自己拿主意', body: '请看老人台账里的结果，再办授权。' }
  const staff = await listPostPeople(`triage:${desk}`, clock.now())
  return staff.map((userId) => ({ userId, event, ...words, page, district, isQueue: true }))
}

/** What other features ask of the elders' profiles; called once, where the routes are listed. */
export function registerElderHooks(): void {
  registerOutboxSource<ElderRecord>({ name: 'elder', model: Elder, expand: expandElder })
  registerBuildingMove('elders', setGridOf(Elder))
  registerPersonPlace('elders', setPlaceOf(Elder, '_id'))
  registerPersonMerge('elders', [Elder], mergeElders)
  registerHealthConsent()
  registerOwnData({
    name: 'elder',
    async describe(userId, deps) {
      const own = await findOwnRecord(userId)
      if (!own) return []
      const { care, contacts } = openElder(own, deps)
      const items = [
        ...(care?.abilityGrade === undefined
          ? []
          : [{ label: '能力评估', value: abilityGradeNames[care.abilityGrade] }]),
        { label: '紧急联系人', value: `${contacts.length} 位` },
      ]
      return [{ title: '照护档案', items }]
    },
    async collect(userId, deps) {
      const own = await findOwnRecord(userId)
      return own ? { livesAlone: own.livesAlone, ...openElder(own, deps) } : undefined
    },
  })
}
