import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { PagedList } from '../../../../components/PagedList'
import { usePaged } from '../../../../hooks/usePaged'
import { useRemote } from '../../../../hooks/useRemote'
import {
  countEntitlements,
  listEntitlements,
  listProgrammes,
  type Entitlement,
} from '../../../../services/programmes'
import { pageRoles } from '../../../manage/components/access'
import { ManagePage } from '../../../manage/components/ManagePage'
import { ApproveAll } from '../../components/ApproveAll'
import { EntitlementCard } from '../../components/EntitlementCard'

type Filter = Entitlement['state'] | 'lapsed'

const filters = [
  { value: 'found', text: '应享未享' },
  { value: 'approved', text: '在享' },
  { value: 'lapsed', text: '条件变了' },
  { value: 'refused', text: '没同意' },
  { value: 'ended', text: '已停' },
] as const satisfies readonly { value: Filter; text: string }[]

/** Who should have a programme by what the register says: the official decides, the elder fills in nothing. */
export default function EntitlementsPage() {
  return (
    <ManagePage title="应享未享" roles={pageRoles.entitlements}>
      {({ areaCode }) => (areaCode === undefined ? null : <Entitlements area={areaCode} />)}
    </ManagePage>
  )
}

function Entitlements({ area }: { area: string }) {
  const [state, setState] = useState<Filter>('found')
  const [chosen, setChosen] = useState('')
  const rules = useRemote(`programmes:${area}`, () => listProgrammes(area))
  const counts = useRemote(`entitlementCounts:${area}`, () => countEntitlements(area))
  const code = chosen === '' ? undefined : chosen
  const list = usePaged(`entitlements:${area}:${state}:${chosen}`, (cursor) =>
    listEntitlements({ area, state, code }, cursor),
  )
  const [done, setDone] = useState<string>()
  const reload = () => {
    list.reload()
    counts.reload()
  }
  const waiting = counts.data?.items.find((each) => each.code === code)
  const programmes = [
    { value: '', text: '全部补贴' },
    ...(rules.data?.items ?? []).map((rule) => ({ value: rule.code, text: rule.name })),
  ]
  return (
    <View className="stack">
      {state === 'found' && (
        <Text className="text-block text-soft">
          登记册上符合条件、还没有享受的人，不用本人填表。同意以后，抵扣服务费的下一单就能用，发现金的从这个月起按月发，本人会收到消息。
        </Text>
      )}
      {state === 'lapsed' && (
        <Text className="text-block text-soft">
          这些人在享，登记册上已经不符合条件。钱还在发，请核对以后决定停不停。
        </Text>
      )}
      <FilterBar label="看哪些" options={filters} value={state} onChange={setState} />
      <FilterBar label="哪一项" options={programmes} value={chosen} onChange={setChosen} />
      {state === 'found' && waiting && (
        <ApproveAll key={waiting.code} area={area} programme={waiting} onDone={reload} />
      )}
      {done !== undefined && <DoneNotice message={done} />}
      <PagedList
        list={list}
        label="名单"
        empty={
          <EmptyState
            icon="check"
            title="名单是空的"
            message="每天凌晨对照登记册找一遍，新符合条件的人会出现在这里。"
          />
        }
        renderItem={(row) => (
          <EntitlementCard
            row={row}
            onDecided={(message) => {
              setDone(message)
              reload()
            }}
          />
        )}
      />
    </View>
  )
}
