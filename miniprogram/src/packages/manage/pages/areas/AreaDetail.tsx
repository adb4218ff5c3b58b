import { areaLevelNames, placeOf, type AreaLevel } from '@linli/shared/areas/areas'
import { describeSchedule } from '@linli/shared/schedule'
import type { Role } from '@linli/shared/users/roles'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { FactList } from '../../../../components/FactList'
import { useRemote } from '../../../../hooks/useRemote'
import { listEstates, type Area } from '../../../../services/areas'
import type { Membership } from '../../../../services/session'
import { Holders } from '../../components/Holders'
import { AreaForm } from './AreaForm'
import { MoveForm } from './MoveForm'

interface AreaDetailProps {
  area: Area
  membership: Membership
  /** The area that the person herself answers for: its official name is set one level above. */
  isOwn: boolean
  /** Goes into the area; absent where there is nothing below, or when one is in it. */
  onOpen: (() => void) | undefined
  onDone: (message: string) => void
}

/** Who is there for the area. The desk of a district is its officers'. */
const roleByLevel: Record<AreaLevel, Role> = {
  district: 'districtOfficer',
  street: 'streetOfficer',
  community: 'secretary',
  grid: 'gridWorker',
  building: 'buildingLeader',
}

/** One place: how it is called and reached, and who holds its post. */
export function AreaDetail({ area, membership, isOwn, onOpen, onDone }: AreaDetailProps) {
  const [isEditing, setIsEditing] = useState(false)
  const [isMoving, setIsMoving] = useState(false)
  const estate = useEstateName(area)
  const role = roleByLevel[area.level]
  if (isEditing)
    return (
      <AreaForm
        area={area}
        mayRename={!isOwn}
        onDone={(message) => {
          setIsEditing(false)
          onDone(message)
        }}
      />
    )
  if (isMoving) return <MoveForm building={area} onDone={onDone} />
  return (
    <View className="stack-loose">
      <Card>
        <View className="stack">
          <Text className="text-block text-large text-strong">{area.name}</Text>
          <FactList
            facts={[
              { label: '级别', value: areaLevelNames[area.level] },
              { label: '小区', value: estate },
              { label: '电话', value: area.phone },
              { label: '时间', value: area.schedule && describeSchedule(area.schedule) },
            ]}
          />
          <View className="action-bar">
            {onOpen && <Button text="看里面的" icon="next" kind="primary" onPress={onOpen} />}
            <Button
              text="修改"
              icon="edit"
              onPress={() => {
                setIsEditing(true)
              }}
            />
            {area.level === 'building' && (
              <Button
                text="移到别的网格"
                onPress={() => {
                  setIsMoving(true)
                }}
              />
            )}
          </View>
        </View>
      </Card>
      <Holders membership={membership} post={{ role, areaCode: area.code, unitId: '' }} />
    </View>
  )
}

/** Of a building; nothing for the others. */
function useEstateName({ code, level, estate }: Area): string | undefined {
  const { community = '' } = placeOf(code)
  const isAsked = level === 'building' && estate !== undefined
  const { data } = useRemote(isAsked ? `estates:${community}` : 'estates:none', () =>
    isAsked ? listEstates(community) : Promise.resolve({ items: [] }),
  )
  if (level !== 'building') return undefined
  return estate === undefined ? '不属于任何小区' : data?.items.find((each) => each.code === estate)?.name
}
