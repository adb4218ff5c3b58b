import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { Section } from '../../../../components/Section'
import { SwitchRow } from '../../../../components/SwitchRow'
import { useAction } from '../../../../hooks/useAction'
import { setDuty } from '../../../../services/account'
import type { Me } from '../../../../services/session'
import { MePage } from '../../components/MePage'

/** On or off duty: while away, the deputies act, and a post without one is named. */
export default function DutyPage() {
  return <MePage title="值班状态">{(me) => <Duty me={me} />}</MePage>
}

function Duty({ me }: { me: Me }) {
  const [uncovered, setUncovered] = useState<string[]>([])
  const { run, isBusy, problem } = useAction()
  const change = (isOnDuty: boolean) =>
    run(async () => {
      setUncovered(await setDuty(!isOnDuty))
    })
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <View className="list">
        <SwitchRow
          title="我在岗"
          note={me.offDuty ? '现在离岗：新来的事由 AB 角接' : '新来的事会派给您'}
          isOn={!me.offDuty}
          isDisabled={isBusy}
          onChange={(isOn) => void change(isOn)}
        />
      </View>
      {uncovered.length > 0 && (
        <ErrorNotice
          message={`这些岗位现在没有人：${uncovered.join('、')}。请安排 AB 角；到期没人办的，会转到上一级。`}
        />
      )}
      <Section title="我的岗位">
        {me.memberships.map(({ id, roleName, unitName, areaName, isDeputy }) => (
          <Card key={id}>
            <Text className="text-block text-strong">{[unitName ?? areaName, roleName].join(' · ')}</Text>
            {isDeputy && <Text className="text-block text-soft">AB 角：正岗离岗时由您办</Text>}
          </Card>
        ))}
      </Section>
    </View>
  )
}
