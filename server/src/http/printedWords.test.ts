import type { KitchenList } from '@linli/shared/elderCare/kitchen.contract'
import { renderGridCardPage } from '../features/areas/gridCard.page'
import { renderCareCard } from '../features/elderCare/clients/careCard.page'
import { renderKitchenPage, writeKitchenSheet } from '../features/elderCare/kitchen/kitchen.service'
import { renderStatement, writeStatement, type Statement } from '../features/programmes/card.statement'
import { writeCsv } from '../features/statistics/statistic.export'
import { renderJoinCodeSheet } from '../features/users/joinCode.page'
import { evil } from '../test/evilWords'
import { expectPlainSheet } from '../test/plainSheet'

const totals = [{ label: evil, count: 1, parts: [{ label: evil, count: 1 }] }]
const kitchenList: KitchenList = {
  ...{ unitName: evil, day: '2026-11-24', dayText: evil, totals },
  rows: [
    {
      ...{ id: '0'.repeat(24), name: evil, address: evil, phone: evil, itemName: evil, isDelivered: true },
      ...{ timeText: '11:00', diet: [evil], carrier: evil, stateText: evil },
      ...{ leaveBy: '2026-11-24T02:30:00.000Z', eatBy: '2026-11-24T04:30:00.000Z' },
      ...{ leaveByText: '10:30 前出发', eatByText: '12:30 前吃完' },
    },
  ],
}
const money = { priceFen: 1200, subsidyFen: 500, selfPaidFen: 700 }
const says = { itemName: evil, unitName: evil, subsidyText: evil, paymentText: evil }
const statement: Statement = {
  ...{ personName: evil, month: '2026-11', sums: money },
  rows: [{ day: '2026-11-24', ...says, ...money }],
}
const image = Buffer.from('')

it.each([
  ['the kitchen’s list and labels', renderKitchenPage(kitchenList), 11],
  ['the service card', renderCareCard({ name: evil, code: evil, image }), 2],
  ['the statement of a month', renderStatement(statement), 6],
  [
    'the card of the grid',
    renderGridCardPage({
      ...{ placeName: evil, community: '310113007001', vacancies: [], notes: [evil] },
      entries: [
        {
          ...{ title: evil, name: evil, phone: evil, hours: evil, address: evil },
          ...({ kind: 'property', isOpenNow: true } as const),
        },
      ],
    }),
    7,
  ],
  [
    'the sheet with the code',
    renderJoinCodeSheet({ communityName: evil, buildingName: evil, code: evil, image, until: evil }),
    4,
  ],
])('%s prints words as words', (_, page, times) => {
  expect(page).not.toContain('=<')
  expect(page.split('=&lt;img src=x').length - 1).toBe(times)
})

it('no cell of a sheet begins like a formula', async () => {
  for (const bytes of [await writeKitchenSheet(kitchenList), await writeStatement(statement)])
    await expectPlainSheet(bytes, 3)
  expect(writeCsv([[evil]])).toContain(`"'${evil}"`)
})
