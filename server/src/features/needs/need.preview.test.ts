import { needContracts } from '@linli/shared/needs/need.contract'
import { needOutcomes, needStates, type NeedState } from '@linli/shared/needs/need.state'
import { expectError } from '../../test/apiClient'
import { buildNeighbourhood, raiseNeed, take } from '../../test/needs.factory'
import { buildCategory } from '../../test/routing.factory'
import { startTestApp } from '../../test/testApp'
import { buildResident } from '../../test/users.factory'
import { describeState } from './need.words'

const app = startTestApp()
const { api } = app
const now = new Date('2026-11-23T02:00:00.000Z')

describe('“as others see it”, before and after', () => {
  test('names category, place and date of what is public, and nothing else that was written', async () => {
    const people = await buildNeighbourhood({ isPublicPlace: true })
    const { id } = await raiseNeed(app, people, { text: '王阿姨门口的灯坏了' })
    const params = { id }
    const { neighbours, worker } = await api(people.resident).ok(needContracts.previewNeed, { params })
    expect(neighbours.canSee).toBe(true)
    expect(neighbours.lines.join()).toContain(people.category.name)
    expect([...neighbours.lines, ...worker.lines].join()).not.toContain('王阿姨')
    expect(worker.lines.join()).toContain('电话')
    const neighbour = await buildResident()
    expectError(await api(neighbour).call(needContracts.previewNeed, { params }), 'record.not_found')
    expectError(await api(people.worker).call(needContracts.previewNeed, { params }), 'access.denied')
  })

  test.each([{ isPublicPlace: false }, { isPublicPlace: true, isSensitive: true }])(
    'says that neighbours see nothing of %j, and so it is',
    async (category) => {
      const people = await buildNeighbourhood(category)
      const { id } = await raiseNeed(app, people, { text: '厨房漏水' })
      const { neighbours } = await api(people.resident).ok(needContracts.previewNeed, { params: { id } })
      expect(neighbours).toEqual({ canSee: false, lines: ['邻居看不到这件事'] })
      const query = { category: people.category.code }
      const { items } = await api(await buildResident()).ok(needContracts.listNearbyNeeds, { query })
      expect(items).toEqual([])
    },
  )
})

describe('the sentence of a state', () => {
  const told = (state: NeedState, outcome?: (typeof needOutcomes)[number]) =>
    describeState(
      { state, outcome, postName: '友谊物业', post: 'unit:1', kind: 'request', canConfirm: true } as never,
      now,
    )

  test('says that it is solved only where the resident said so (must-get-right 2)', () => {
    const glad = needStates.flatMap((state) =>
      [undefined, ...needOutcomes]
        .filter((outcome) => told(state, outcome).includes('已办好'))
        .map((outcome) => `${state} ${String(outcome)}`),
    )
    expect(glad).toEqual(['closed solved'])
    expect(told('closed', 'notSolved')).toContain('没能解决')
    expect(told('closed', 'notConfirmed')).toContain('没有收到居民的确认')
    expect(told('declined')).toContain('不能受理')
  })

  test('asks whoever confirms, and tells others that they wait, until when', () => {
    const need = {
      state: 'resolved',
      postName: '友谊物业',
      post: 'unit:1',
      canConfirm: true,
      resolvedAt: now,
    }
    expect(describeState(need as never, now, true)).toBe('友谊物业说办好了，请您确认，11月30日 周一前都可以')
    expect(describeState(need as never, now)).toBe('友谊物业说办好了，等居民确认，等到11月30日 周一')
  })
})

describe('what the back office changes', () => {
  test('of the category is an entry that the resident reads, with who did it (must-get-right 3)', async () => {
    const people = await buildNeighbourhood()
    await buildCategory({ code: 'power', name: '停电' })
    const { id } = await raiseNeed(app, people, { text: '没电了' })
    await take(app, people.secretary, id, { action: 'recategorise', category: 'power' })
    const { timeline, category } = await api(people.resident).ok(needContracts.getNeed, { params: { id } })
    expect(category).toMatchObject({ code: 'power' })
    const entry = timeline.find(({ action }) => action === 'recategorise')
    expect(entry?.title).toContain('停电')
    expect(entry?.who).not.toBe('')
  })
})
