import { triageOf } from '@linli/shared/users/posts'
import { describePost } from '../../areas/post.service'
import { findProblem, type Ability } from '../catalogue/offering.ability'
import type { ServiceItemRecord } from '../catalogue/serviceItem.model'
import type { Client } from '../clients/client.access'

/** The community's telephone, for what the app cannot do. */
export async function findPhone(place: Client['place']): Promise<string | undefined> {
  return (await describePost(triageOf(place)))?.phone
}

/** Why nobody can do it now, in words for the elder. */
export function explainLack(item: ServiceItemRecord, ability: Ability): string {
  const offered = ability.offerings.filter(({ itemCode }) => itemCode === item.code)
  if (offered.length === 0) return '附近还没有单位做这一项'
  const problems = offered.map((offering) => findProblem(offering, item, ability, ability.today))
  return problems.some((problem) => problem?.includes('证') === true)
    ? '附近的单位现在没有持证的人手'
    : '附近的单位暂停了这一项'
}
