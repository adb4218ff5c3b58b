import { describeClock } from '@linli/shared/categories/clock.words'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { Icon } from '../../../../components/Icon'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { Tag } from '../../../../components/Tag'
import { useRemote } from '../../../../hooks/useRemote'
import { iconOf } from '../../../../services/categories'
import { listDefinitions, type Definition } from '../../../../services/rules'
import { pageRoles } from '../../components/access'
import { ManagePage } from '../../components/ManagePage'
import { MasterDetail } from '../../components/MasterDetail'
import { useSelection } from '../../components/useSelection'
import { CategoryFacts } from './CategoryFacts'
import { CategoryForm } from './CategoryForm'

/** What residents can ask for here; the area may differ from the level above. */
export default function CategoriesPage() {
  return (
    <ManagePage title="类别" roles={pageRoles.categories}>
      {({ areaCode = '' }) => <Categories area={areaCode} />}
    </ManagePage>
  )
}

function Categories({ area }: { area: string }) {
  const remote = useRemote(`definitions:${area}`, () => listDefinitions(area))
  const rows = (remote.data?.items ?? []).map((item) => ({ ...item, id: item.code }))
  const { selected, select, clear } = useSelection(rows)
  const [isNew, setIsNew] = useState(false)
  const [done, setDone] = useState<string>()
  const canEdit = remote.data?.canEdit === true
  const finish = (message: string, code: string) => {
    setDone(message)
    setIsNew(false)
    select(code)
    remote.reload()
  }
  const form = (definition: Definition | undefined) => (
    <CategoryForm
      key={definition ? `${definition.code}:${definition.areaCode}:${definition.version}` : 'new'}
      area={area}
      definition={definition}
      all={rows}
      onDone={finish}
      onRefused={remote.reload}
    />
  )
  const detail = () => {
    if (isNew) return form(undefined)
    if (!selected) return undefined
    return canEdit ? form(selected) : <CategoryFacts definition={selected} />
  }
  return (
    <MasterDetail
      done={done}
      hint="选一个类别"
      onBack={() => {
        setIsNew(false)
        clear()
      }}
      list={
        <View className="stack">
          {canEdit && (
            <Button
              text="新增类别"
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
          <RemoteView remote={remote}>
            {({ items }) =>
              items.length === 0 ? (
                <EmptyState title="还没有类别" message="类别由区里先定，请联系区里的管理员。" />
              ) : (
                <Groups
                  items={items}
                  selectedCode={selected?.code}
                  onSelect={(code) => {
                    setDone(undefined)
                    setIsNew(false)
                    select(code)
                  }}
                />
              )
            }
          </RemoteView>
        </View>
      }
      detail={detail()}
    />
  )
}

interface GroupsProps {
  items: readonly Definition[]
  selectedCode: string | undefined
  onSelect: (code: string) => void
}

function Groups({ items, selectedCode, onSelect }: GroupsProps) {
  const groups = [...new Set(items.map(({ group }) => group))]
  return (
    <View className="stack">
      {groups.map((group) => (
        <Section key={group} title={group}>
          {items
            .filter((item) => item.group === group)
            .map((item) => (
              <Card
                key={item.code}
                isSelected={item.code === selectedCode}
                onPress={() => {
                  onSelect(item.code)
                }}
              >
                <View className="row">
                  <View className="list-row-icon">
                    <Icon name={iconOf(item.icon)} />
                  </View>
                  <View className="grow">
                    <Text className="text-block text-strong">{item.name}</Text>
                    <Text className="text-block text-small text-soft">{describeClock(item.clock)}</Text>
                  </View>
                  {item.isOwn && <Tag text="本级设的" tone="info" />}
                  {item.isClosed && <Tag text="停用" icon="pause" />}
                </View>
              </Card>
            ))}
        </Section>
      ))}
    </View>
  )
}
