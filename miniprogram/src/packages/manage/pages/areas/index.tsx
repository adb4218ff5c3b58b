import { areaLevelNames, type AreaLevel } from '@linli/shared/areas/areas'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { Tag } from '../../../../components/Tag'
import { useRemote } from '../../../../hooks/useRemote'
import { getArea, listAreas, type Area } from '../../../../services/areas'
import type { Membership } from '../../../../services/session'
import { pageRoles } from '../../components/access'
import { Filtered } from '../../components/Filtered'
import { ManagePage } from '../../components/ManagePage'
import { MasterDetail } from '../../components/MasterDetail'
import { useSelection } from '../../components/useSelection'
import { AreaDetail } from './AreaDetail'
import { NewAreaForm } from './NewAreaForm'

/** The places of one's own area, level by level: named, reachable, each with who is there for it. */
export default function AreasPage() {
  return (
    <ManagePage title="网格和楼栋" roles={pageRoles.areas}>
      {(membership) => <Areas membership={membership} root={membership.areaCode ?? ''} />}
    </ManagePage>
  )
}

/** What can be added below; the levels above come from the official division. */
const addable: Partial<Record<AreaLevel, 'grid' | 'building'>> = { community: 'grid', grid: 'building' }

async function readPlace(code: string): Promise<{ area: Area; below: Area[] }> {
  const [area, { items }] = await Promise.all([getArea(code), listAreas(code)])
  return { area, below: items }
}

function Areas({ membership, root }: { membership: Membership; root: string }) {
  const [path, setPath] = useState<string[]>([])
  const here = path.at(-1) ?? root
  const place = useRemote(`place:${here}`, () => readPlace(here))
  const rows = place.data ? [place.data.area, ...place.data.below] : []
  const { selected, select, clear } = useSelection(rows.map((area) => ({ ...area, id: area.code })))
  const [isNew, setIsNew] = useState(false)
  const [done, setDone] = useState<string>()
  const show = (code: string) => {
    setDone(undefined)
    setIsNew(false)
    select(code)
  }
  const go = (next: string[]) => {
    setDone(undefined)
    setIsNew(false)
    clear()
    setPath(next)
  }
  const finish = (message: string) => {
    setDone(message)
    setIsNew(false)
    place.reload()
  }
  const level = place.data && addable[place.data.area.level]
  const detail = () => {
    if (isNew && place.data && level)
      return <NewAreaForm key={here} parent={place.data.area} level={level} onDone={finish} />
    if (!selected) return undefined
    return (
      <AreaDetail
        key={selected.code}
        area={selected}
        membership={membership}
        isOwn={selected.code === root}
        onOpen={
          selected.code === here || selected.level === 'building'
            ? undefined
            : () => {
                go([...path, selected.code])
              }
        }
        onDone={finish}
      />
    )
  }
  return (
    <MasterDetail
      done={done}
      hint="选一个地方，看名称、电话和负责的人"
      onBack={() => {
        setIsNew(false)
        clear()
      }}
      list={
        <View className="stack">
          {path.length > 0 && (
            <Button
              text="回上一级"
              icon="back"
              kind="quiet"
              onPress={() => {
                go(path.slice(0, -1))
              }}
            />
          )}
          {level && (
            <Button
              text={`新增${areaLevelNames[level]}`}
              icon="plus"
              kind="primary"
              isBlock
              onPress={() => {
                setDone(undefined)
                clear()
                setIsNew(true)
              }}
            />
          )}
          <RemoteView remote={place}>
            {({ area, below }) => (
              <PlaceList area={area} below={below} selectedCode={selected?.code} onSelect={show} />
            )}
          </RemoteView>
        </View>
      }
      detail={detail()}
    />
  )
}

interface PlaceListProps {
  area: Area
  below: readonly Area[]
  selectedCode: string | undefined
  onSelect: (code: string) => void
}

function PlaceList({ area, below, selectedCode, onSelect }: PlaceListProps) {
  const card = (each: Area) => (
    <Card
      key={each.code}
      isSelected={each.code === selectedCode}
      onPress={() => {
        onSelect(each.code)
      }}
    >
      <View className="row-between">
        <Text className="text-strong">{each.name}</Text>
        <Tag text={areaLevelNames[each.level]} />
      </View>
      {each.phone !== undefined && <Text className="text-block text-small text-soft">{each.phone}</Text>}
    </Card>
  )
  const next = below[0]?.level
  return (
    <View className="stack">
      {card(area)}
      {next ? (
        <Section title={`里面的${areaLevelNames[next]}`}>
          <Filtered key={area.code} label={`找${areaLevelNames[next]}`} items={below}>
            {card}
          </Filtered>
        </Section>
      ) : (
        <EmptyState
          icon="map"
          title="里面还没有登记"
          message="可以一个个新增，也可以在“台账导入”里一次导入。"
        />
      )}
    </View>
  )
}
