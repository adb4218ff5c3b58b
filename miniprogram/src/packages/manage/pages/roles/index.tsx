import { roleNames, type Role } from '@linli/shared/users/roles'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { PagedList } from '../../../../components/PagedList'
import { Tag } from '../../../../components/Tag'
import { useNow } from '../../../../hooks/useNow'
import { usePaged } from '../../../../hooks/usePaged'
import { listMemberships, type HeldMembership } from '../../../../services/people'
import type { Membership } from '../../../../services/session'
import { describeMoment } from '../../../../services/time'
import { grantableRoles, pageRoles } from '../../components/access'
import { ManagePage } from '../../components/ManagePage'
import { MasterDetail } from '../../components/MasterDetail'
import { useSelection } from '../../components/useSelection'
import { GrantForm } from '../../components/GrantForm'
import { MembershipDetail } from './MembershipDetail'

/** Who holds which post in one's area: granted, dated, ended with the work moved. */
export default function RolesPage() {
  return (
    <ManagePage title="任职" roles={pageRoles.roles}>
      {(membership) => <Roles membership={membership} areaCode={membership.areaCode ?? ''} />}
    </ManagePage>
  )
}

function Roles({ membership, areaCode }: { membership: Membership; areaCode: string }) {
  const [role, setRole] = useState<Role | ''>('')
  const list = usePaged(`memberships:${areaCode}:${role}`, (cursor) =>
    listMemberships({ areaCode, ...(role === '' ? {} : { role }) }, cursor),
  )
  const { selected, select, clear } = useSelection(list.items)
  const [isNew, setIsNew] = useState(false)
  const [done, setDone] = useState<string>()
  const finish = (message: string) => {
    setDone(message)
    setIsNew(false)
    clear()
    list.reload()
  }
  const roles: { value: Role | ''; text: string }[] = [
    { value: '', text: '全部' },
    ...(grantableRoles[membership.role] ?? []).map((value) => ({ value, text: roleNames[value] })),
  ]
  return (
    <MasterDetail
      done={done}
      hint="选一个人，或者安排新的任职"
      onBack={() => {
        setIsNew(false)
        clear()
      }}
      nav={<FilterBar label="按岗位" options={roles} value={role} onChange={setRole} />}
      list={
        <View className="stack">
          <Button
            text="安排任职"
            icon="plus"
            kind="primary"
            isBlock
            onPress={() => {
              setDone(undefined)
              clear()
              setIsNew(true)
            }}
          />
          <PagedList
            list={list}
            label="任职"
            empty={<EmptyState icon="people" title="这里还没有人任职" />}
            renderItem={(item) => (
              <MembershipCard
                item={item}
                isSelected={item.id === selected?.id}
                onPress={() => {
                  setIsNew(false)
                  setDone(undefined)
                  select(item.id)
                }}
              />
            )}
          />
        </View>
      }
      detail={
        isNew ? (
          <GrantForm granter={membership} onDone={finish} />
        ) : (
          selected && (
            <MembershipDetail
              key={selected.id}
              item={selected}
              isAdministrator={membership.role === 'administrator'}
              others={list.items.filter(({ id }) => id !== selected.id)}
              onDone={finish}
            />
          )
        )
      }
    />
  )
}

interface MembershipCardProps {
  item: HeldMembership
  isSelected: boolean
  onPress: () => void
}

function MembershipCard({ item, isSelected, onPress }: MembershipCardProps) {
  const now = useNow()
  return (
    <Card isSelected={isSelected} onPress={onPress}>
      <View className="row-between">
        <Text className="text-strong">{item.userName}</Text>
        <View className="row">
          {item.isDeputy && <Tag text="AB 角" />}
          {item.isOffDuty && <Tag text="离岗" tone="warning" icon="pause" />}
        </View>
      </View>
      <Text className="text-block">
        {[item.unitName ?? item.areaName, item.roleName].filter(Boolean).join(' · ')}
      </Text>
      {item.until !== undefined && (
        <Text className="text-block text-small text-soft">任到 {describeMoment(item.until, now)}</Text>
      )}
    </Card>
  )
}
