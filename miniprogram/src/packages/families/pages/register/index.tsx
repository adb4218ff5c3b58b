import { capacityNames } from '@linli/shared/elders/elder'
import { personStateNames } from '@linli/shared/register/register'
import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { PagedList } from '../../../../components/PagedList'
import type { RegisterPerson } from '../../../../components/RegisterSearch'
import { SignInCard } from '../../../../components/SignInCard'
import { SplitView } from '../../../../components/SplitView'
import { Tag } from '../../../../components/Tag'
import { usePaged } from '../../../../hooks/usePaged'
import { useIsWide } from '../../../../platform/viewport'
import { listElders, type ElderFilter, type ElderRow } from '../../../../services/elders'
import type { Membership } from '../../../../services/session'
import { useSession } from '../../../../stores/session'
import { PersonSearch } from '../../components/PersonSearch'
import { AddPersonSheet } from './AddPersonSheet'
import { ElderDetail } from './ElderDetail'

const filters: readonly { value: ElderFilter; text: string }[] = [
  { value: 'all', text: '全部' },
  { value: 'alone', text: '独居' },
  { value: 'doubted', text: '能不能拿主意' },
  { value: 'gone', text: '迁出和去世' },
]
const readers: readonly string[] = ['secretary', 'communityWorker', 'gridWorker', 'streetOfficer']
const doubles = '/packages/families/pages/doubles/index'
const keepers: readonly string[] = ['secretary', 'communityWorker']

/** The register of elders of a community, the oldest first; names masked until opened with a reason. */
export default function RegisterPage() {
  const me = useSession((state) => state.me)
  const staff = me?.memberships.find(({ role }) => readers.includes(role))
  return (
    <AppPage title="老人台账" layout="wide">
      {!me && <SignInCard />}
      {me && !staff && (
        <EmptyState icon="lock" title="这一页给社区工作人员用" message="需要的话，请联系社区书记安排。" />
      )}
      {staff && <Elders staff={staff} />}
    </AppPage>
  )
}

function Elders({ staff }: { staff: Membership }) {
  const isStreet = staff.role === 'streetOfficer'
  const area = (isStreet ? staff.areaCode : staff.community) ?? ''
  // To the street come only the doubts that it has to decide.
  const [filter, setFilter] = useState<ElderFilter>(isStreet ? 'doubted' : 'all')
  const [chosen, setChosen] = useState<string>()
  // Who came here to call somebody sees that person at once.
  const { id: asked } = useRouter().params
  const [found, setFound] = useState<RegisterPerson | undefined>(
    asked === undefined ? undefined : { id: asked, label: '要打电话的这一位' },
  )
  const [done, setDone] = useState<string>()
  const [isAdding, setIsAdding] = useState(false)
  const isWide = useIsWide()
  const list = usePaged(`elders:${area}:${filter}`, (cursor) => listElders(area, filter, cursor))
  const shown = found?.id ?? chosen
  const detailOf = (id: string) => (
    <ElderDetail
      key={id}
      id={id}
      community={area}
      onDone={(message) => {
        setDone(message)
        list.reload()
      }}
    />
  )
  return (
    <SplitView
      nav={
        isStreet ? (
          <Button
            text="登记合并：要核对的"
            icon="people"
            onPress={() => void Taro.navigateTo({ url: doubles })}
          />
        ) : (
          <View className="stack">
            <FilterBar label="哪一部分" options={filters} value={filter} onChange={setFilter} />
            {keepers.includes(staff.role) && (
              <Button
                text="登记一位老人"
                icon="plus"
                onPress={() => {
                  setIsAdding(true)
                }}
              />
            )}
            {keepers.includes(staff.role) && (
              <Button
                text="可能是同一个人"
                icon="person"
                onPress={() => void Taro.navigateTo({ url: doubles })}
              />
            )}
            {keepers.includes(staff.role) && (
              <Button
                text="亲属代办：要办理的"
                icon="people"
                onPress={() => void Taro.navigateTo({ url: '/packages/families/pages/manage/index' })}
              />
            )}
          </View>
        )
      }
      list={
        <View className="stack">
          {done !== undefined && <DoneNotice message={done} />}
          {isAdding && (
            <AddPersonSheet
              community={area}
              onDone={(id) => {
                setIsAdding(false)
                setDone('登记好了。请接着填照护档案。')
                // She may stand far down in the list by age.
                setFound({ id, label: '刚登记的这一位' })
                list.reload()
              }}
              onClose={() => {
                setIsAdding(false)
              }}
            />
          )}
          {keepers.includes(staff.role) && (
            <PersonSearch community={area} person={found} hint="写全名或整个手机号。" onChange={setFound} />
          )}
          {!isWide && found && detailOf(found.id)}
          <PagedList
            list={list}
            label="老人"
            empty={<EmptyState icon="people" title="这里没有老人" />}
            renderItem={(row) => (
              <View className="stack-tight">
                <Card
                  isSelected={row.id === chosen}
                  onPress={() => {
                    setDone(undefined)
                    setFound(undefined)
                    setChosen(row.id === chosen ? undefined : row.id)
                  }}
                >
                  <Row row={row} />
                </Card>
                {!isWide && row.id === chosen && detailOf(row.id)}
              </View>
            )}
          />
        </View>
      }
      detail={shown === undefined ? <EmptyState icon="list" title="选一位老人来看" /> : detailOf(shown)}
    />
  )
}

function Row({ row }: { row: ElderRow }) {
  const { maskedName, age, homes, livesAlone, hasAccount, capacity, state } = row
  const stateName = state === 'present' ? undefined : personStateNames[state]
  return (
    <View className="stack-tight">
      <View className="row-between">
        <Text className="text-strong">
          {maskedName}
          {age === undefined ? '' : `，${age} 岁`}
        </Text>
        <View className="row-wrap">
          {livesAlone === true && <Tag text="独居" tone="warning" icon="home" />}
          {stateName !== undefined && <Tag text={stateName} tone="info" icon="info" />}
          {!hasAccount && <Tag text="没有账号" icon="phone" />}
        </View>
      </View>
      <Text className="text-block text-soft">{homes[0]?.label ?? '没有登记住址'}</Text>
      {capacity !== 'clear' && <Text className="text-block">{capacityNames[capacity]}</Text>}
    </View>
  )
}
