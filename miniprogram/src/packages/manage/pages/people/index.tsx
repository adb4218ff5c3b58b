import { roleNames, userLevels, type UserLevel } from '@linli/shared/users/roles'
import { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { PagedList } from '../../../../components/PagedList'
import { Tag } from '../../../../components/Tag'
import { TextField } from '../../../../components/TextField'
import { usePaged } from '../../../../hooks/usePaged'
import { listPeople, type Person } from '../../../../services/people'
import { pageRoles } from '../../components/access'
import { ManagePage } from '../../components/ManagePage'
import { MasterDetail } from '../../components/MasterDetail'
import { levelNames } from '../../components/levelNames'
import { useSelection } from '../../components/useSelection'
import { PersonDetail } from './PersonDetail'

/** Accounts of the community: masked; a name or number opens for a reason the resident can read. */
export default function PeoplePage() {
  return (
    <ManagePage title="居民账号" roles={pageRoles.people}>
      {({ community }) => community !== undefined && <People community={community} />}
    </ManagePage>
  )
}

const levels = [
  { value: '' as const, text: '全部' },
  ...userLevels.map((value) => ({ value, text: levelNames[value] })),
]

function People({ community }: { community: string }) {
  const wanted = useRouter().params.level
  const [level, setLevel] = useState<UserLevel | ''>(userLevels.find((each) => each === wanted) ?? '')
  const [typed, setTyped] = useState('')
  const [search, setSearch] = useState('')
  const filter = {
    community,
    ...(level === '' ? {} : { level }),
    ...(search === '' ? {} : { search }),
  }
  const list = usePaged(`people:${JSON.stringify(filter)}`, (cursor) => listPeople(filter, cursor))
  const { selected, select, clear } = useSelection(list.items)
  const find = () => {
    setSearch(typed.trim())
  }
  return (
    <MasterDetail
      hint="选一位居民"
      onBack={clear}
      nav={<FilterBar label="按核实程度" options={levels} value={level} onChange={setLevel} />}
      list={
        <View className="stack">
          <TextField
            label="找人"
            hint="昵称的几个字，或完整的手机号。"
            most={40}
            value={typed}
            onChange={setTyped}
            onConfirm={find}
          />
          <Button text="查找" icon="search" isBlock onPress={find} />
          <PagedList
            list={list}
            label="居民账号"
            empty={
              <EmptyState
                icon="people"
                title={search === '' ? '还没有居民加入' : '没有找到'}
                message="请居民扫社区码加入；也可以换几个字再找。"
              />
            }
            renderItem={(person) => (
              <PersonCard
                person={person}
                isSelected={person.id === selected?.id}
                onPress={() => {
                  select(person.id)
                }}
              />
            )}
          />
        </View>
      }
      detail={selected && <PersonDetail key={selected.id} person={selected} onChanged={list.reload} />}
    />
  )
}

interface PersonCardProps {
  person: Person
  isSelected: boolean
  onPress: () => void
}

function PersonCard({ person, isSelected, onPress }: PersonCardProps) {
  const { displayName, level, address, roles } = person
  return (
    <Card isSelected={isSelected} onPress={onPress}>
      <View className="row-between">
        <Text className="text-strong">{displayName}</Text>
        <Tag text={levelNames[level]} tone={level === 'verified' ? 'success' : 'plain'} />
      </View>
      {address !== undefined && <Text className="text-block">{address}</Text>}
      {roles.length > 0 && (
        <Text className="text-block text-soft">{roles.map((role) => roleNames[role]).join('、')}</Text>
      )}
    </Card>
  )
}
