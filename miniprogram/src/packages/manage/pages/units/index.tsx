import { unitKindNames } from '@linli/shared/areas/areas'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { Tag } from '../../../../components/Tag'
import { useRemote } from '../../../../hooks/useRemote'
import { getArea, listUnits, type Unit } from '../../../../services/areas'
import type { Membership } from '../../../../services/session'
import { pageRoles } from '../../components/access'
import { CommunityNav, useCommunity } from '../../components/CommunityNav'
import { Filtered } from '../../components/Filtered'
import { ManagePage } from '../../components/ManagePage'
import { MasterDetail } from '../../components/MasterDetail'
import { useSelection } from '../../components/useSelection'
import { UnitDetail, UnitFacts } from './UnitDetail'
import { UnitForm } from './UnitForm'

/** Who work is routed to: stations, companies, departments; kept by the area they belong to, or one around it. */
export default function UnitsPage() {
  return (
    <ManagePage title="单位" roles={pageRoles.units}>
      {(membership) => <Units membership={membership} />}
    </ManagePage>
  )
}

type Writing = 'new' | 'edit' | undefined

async function readUnits(code: string): Promise<{ area: { code: string; name: string }; items: Unit[] }> {
  const [area, { items }] = await Promise.all([getArea(code), listUnits(code)])
  return { area, items }
}

function Units({ membership }: { membership: Membership }) {
  const { areaCode: root = '', areaName = '' } = membership
  const [community, setCommunity] = useCommunity({ code: root, name: areaName })
  // Without a community chosen, the units of the street or the district itself.
  const here = community === '' ? root : community
  const remote = useRemote(`unitBook:${here}`, () => readUnits(here))
  const { selected, select, clear } = useSelection(remote.data?.items ?? [])
  const [writing, setWriting] = useState<Writing>()
  const [done, setDone] = useState<string>()
  const begin = (what: Writing) => {
    setDone(undefined)
    setWriting(what)
  }
  const finish = (message: string, id: string) => {
    setDone(message)
    setWriting(undefined)
    select(id)
    remote.reload()
  }
  const isKept = (unit: Unit) => unit.areaCode.startsWith(root)
  const detail = () => {
    if (writing === 'new' && remote.data)
      return <UnitForm key={here} area={remote.data.area} unit={undefined} onDone={finish} />
    if (!selected || !remote.data) return undefined
    if (!isKept(selected))
      return (
        <Card>
          <UnitFacts unit={selected} />
          <Text className="text-block text-soft">这是上级的单位，在这里不能改。</Text>
        </Card>
      )
    if (writing === 'edit')
      return <UnitForm key={selected.id} area={remote.data.area} unit={selected} onDone={finish} />
    return (
      <UnitDetail
        key={selected.id}
        unit={selected}
        membership={membership}
        onDone={finish}
        onEdit={() => {
          begin('edit')
        }}
      />
    )
  }
  return (
    <MasterDetail
      done={done}
      hint="选一个单位，看电话、时间和人员"
      onBack={() => {
        setWriting(undefined)
        clear()
      }}
      list={
        <View className="stack">
          <CommunityNav
            root={{ code: root, name: areaName }}
            value={community}
            hint={`下面是${areaName}自己的单位。要看社区的，请选社区。`}
            onChange={(code) => {
              begin(undefined)
              clear()
              setCommunity(code)
            }}
          />
          <Button
            text="新增单位"
            icon="plus"
            kind="primary"
            isBlock
            onPress={() => {
              clear()
              begin('new')
            }}
          />
          <RemoteView remote={remote}>
            {({ items }) => (
              <UnitLists
                items={items}
                isHere={({ areaCode }) => areaCode === here}
                selectedId={selected?.id}
                onSelect={(id) => {
                  begin(undefined)
                  select(id)
                }}
              />
            )}
          </RemoteView>
        </View>
      }
      detail={detail()}
    />
  )
}

interface UnitListsProps {
  items: readonly Unit[]
  isHere: (unit: Unit) => boolean
  selectedId: string | undefined
  onSelect: (id: string) => void
}

function UnitLists({ items, isHere, selectedId, onSelect }: UnitListsProps) {
  if (items.length === 0)
    return (
      <EmptyState icon="building" title="还没有单位" message="新增服务站、物业和部门，诉求才有地方派。" />
    )
  const parts = [
    { title: '这里的单位', units: items.filter(isHere) },
    { title: '上级的单位，也为这里服务', units: items.filter((unit) => !isHere(unit)) },
  ]
  return (
    <View className="stack">
      {parts
        .filter(({ units }) => units.length > 0)
        .map(({ title, units }) => (
          <Section key={title} title={title}>
            <Filtered label="找单位" items={units}>
              {(unit) => (
                <Card
                  key={unit.id}
                  isSelected={unit.id === selectedId}
                  onPress={() => {
                    onSelect(unit.id)
                  }}
                >
                  <View className="row-between">
                    <Text className="text-strong">{unit.name}</Text>
                    {!unit.isOpen && <Tag text="停止服务" tone="warning" icon="pause" />}
                  </View>
                  <Text className="text-block text-small text-soft">
                    {[unitKindNames[unit.kind], unit.phone].filter(Boolean).join(' · ')}
                  </Text>
                </Card>
              )}
            </Filtered>
          </Section>
        ))}
    </View>
  )
}
