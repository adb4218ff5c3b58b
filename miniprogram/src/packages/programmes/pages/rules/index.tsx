import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { RemoteView } from '../../../../components/RemoteView'
import { Tag } from '../../../../components/Tag'
import { useRemote } from '../../../../hooks/useRemote'
import { listProgrammes, type ProgrammeRule } from '../../../../services/programmes'
import { pageRoles } from '../../../manage/components/access'
import { ManagePage } from '../../../manage/components/ManagePage'
import { RuleSheet } from '../../components/RuleSheet'

/** The rules by which programmes pay, each said in a sentence. */
export default function ProgrammeRulesPage() {
  return (
    <ManagePage title="补贴规则" roles={pageRoles.programmes}>
      {({ areaCode }) => (areaCode === undefined ? null : <Rules area={areaCode} />)}
    </ManagePage>
  )
}

function Rules({ area }: { area: string }) {
  const remote = useRemote(`programmes:${area}`, () => listProgrammes(area))
  const [opened, setOpened] = useState<ProgrammeRule | 'new'>()
  const [isDone, setIsDone] = useState(false)
  const done = () => {
    setOpened(undefined)
    setIsDone(true)
    remote.reload()
  }
  return (
    <RemoteView remote={remote} rows={4}>
      {({ items, canEdit }) => (
        <View className="stack">
          {isDone && <DoneNotice message="已保存。以后约的按新规则算，已经约好的不变。" />}
          {items.length === 0 && (
            <EmptyState icon="paper" title="还没有补贴" message="请区里先定补贴的规则。" />
          )}
          {items.map((rule) => (
            <Card
              key={rule.code}
              {...(canEdit
                ? {
                    label: `修改${rule.name}`,
                    onPress: () => {
                      setIsDone(false)
                      setOpened(rule)
                    },
                  }
                : {})}
            >
              <View className="row-between">
                <Text className="text-strong">{rule.name}</Text>
                {rule.isClosed && <Tag text="停了" />}
              </View>
              <Text className="text-block">{rule.text}</Text>
              <Text className="text-block text-soft">{`由${rule.payer}付；几项都有时，第 ${rule.rank} 个用`}</Text>
            </Card>
          ))}
          {canEdit && (
            <Button
              text="加一项补贴"
              icon="plus"
              onPress={() => {
                setIsDone(false)
                setOpened('new')
              }}
            />
          )}
          {opened && (
            <RuleSheet
              key={opened === 'new' ? 'new' : opened.code}
              area={area}
              rule={opened === 'new' ? undefined : opened}
              onDone={done}
              onClose={() => {
                setOpened(undefined)
              }}
            />
          )}
        </View>
      )}
    </RemoteView>
  )
}
