import { unitKindNames } from '@linli/shared/areas/areas'
import { describeSchedule } from '@linli/shared/schedule'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ConfirmSheet } from '../../../../components/ConfirmSheet'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FactList } from '../../../../components/FactList'
import { Section } from '../../../../components/Section'
import { Tag } from '../../../../components/Tag'
import { useAction } from '../../../../hooks/useAction'
import { useRemote, type Remote } from '../../../../hooks/useRemote'
import { updateUnit, type Unit } from '../../../../services/areas'
import { listUnitRules } from '../../../../services/rules'
import type { Membership } from '../../../../services/session'
import { Holders } from '../../components/Holders'

type UnitRules = Awaited<ReturnType<typeof listUnitRules>>

interface UnitDetailProps {
  unit: Unit
  membership: Membership
  onEdit: () => void
  onDone: (message: string, id: string) => void
}

/** One unit of one's own area: what residents read, who works there, which rules depend on it. */
export function UnitDetail({ unit, membership, onEdit, onDone }: UnitDetailProps) {
  const rules = useRemote(`unitRules:${unit.id}`, () => listUnitRules(unit.id))
  return (
    <View className="stack-loose">
      <Card>
        <View className="stack">
          <UnitFacts unit={unit} />
          <View className="action-bar">
            <Button text="修改" icon="edit" kind="primary" onPress={onEdit} />
            <OpenButton unit={unit} rules={rules} onDone={onDone} />
          </View>
        </View>
      </Card>
      <RuleList unit={unit} rules={rules} />
      <Holders
        membership={membership}
        post={{ role: 'unitStaff', areaCode: unit.areaCode, unitId: unit.id }}
      />
    </View>
  )
}

/** What everybody may read of a unit. */
export function UnitFacts({ unit }: { unit: Unit }) {
  const { name, kind, phone, address, services, schedule, isOpen } = unit
  return (
    <View className="stack">
      <View className="row-between">
        <Text className="text-large text-strong">{name}</Text>
        {isOpen ? (
          <Tag text="在服务" tone="success" icon="check" />
        ) : (
          <Tag text="已停止服务" tone="warning" icon="pause" />
        )}
      </View>
      <FactList
        facts={[
          { label: '类别', value: unitKindNames[kind] },
          { label: '电话', value: phone },
          { label: '开门时间', value: schedule && describeSchedule(schedule) },
          { label: '地址', value: address },
          { label: '做什么', value: services.length > 0 ? services.join('、') : undefined },
        ]}
      />
    </View>
  )
}

interface WithRules {
  unit: Unit
  rules: Remote<UnitRules>
}

const nameRules = ({ items }: UnitRules): string =>
  items
    .filter(({ isOn }) => isOn)
    .map(({ name }) => `“${name}”`)
    .join('、')

/** Stops or resumes; before a stop it says which rules will break. */
function OpenButton({ unit, rules, onDone }: WithRules & Pick<UnitDetailProps, 'onDone'>) {
  const [isAsking, setIsAsking] = useState(false)
  const { run, isBusy, problem } = useAction()
  const set = async (isOpen: boolean) => {
    await run(async () => {
      await updateUnit(unit.id, { isOpen })
      rules.reload()
      onDone(isOpen ? `“${unit.name}”恢复服务了。` : `“${unit.name}”已停止服务，不再派新的事。`, unit.id)
    })
    setIsAsking(false)
  }
  const broken = rules.data ? nameRules(rules.data) : ''
  return (
    <>
      {problem !== undefined && <ErrorNotice message={problem} />}
      {unit.isOpen ? (
        <Button
          text="停止服务"
          icon="pause"
          kind="danger"
          isDisabled={rules.isLoading}
          onPress={() => {
            setIsAsking(true)
          }}
        />
      ) : (
        <Button text="恢复服务" icon="play" isBusy={isBusy} onPress={() => void set(true)} />
      )}
      <ConfirmSheet
        title={`“${unit.name}”停止服务`}
        message={[
          '停止后不再派新的事；手上没办完的，仍由它办完或退回。以后可以恢复。',
          broken === '' ? '没有派单规则指定它。' : `这些派单规则会断，要改派给别人：${broken}。`,
        ].join('')}
        confirmText="停止服务"
        isDanger
        isOpen={isAsking}
        isBusy={isBusy}
        onConfirm={() => void set(false)}
        onClose={() => {
          setIsAsking(false)
        }}
      />
    </>
  )
}

/** The rules that name the unit; while it is closed, those that are in use are broken. */
function RuleList({ unit, rules }: WithRules) {
  if (rules.error) return <ErrorNotice message="指定它的派单规则没有取到，请过一会儿再看。" />
  const items = rules.data?.items ?? []
  if (items.length === 0) return null
  const hasBroken = !unit.isOpen && items.some(({ isOn }) => isOn)
  return (
    <Section title={hasBroken ? '断了的派单规则' : '指定它的派单规则'}>
      {hasBroken && (
        <ErrorNotice message="它停止服务了，这些规则派不到人，诉求先转到受理台。请到“派单规则”里改派。" />
      )}
      <View className="list">
        {items.map(({ id, name, areaName, isOn }) => (
          <View key={id} className="list-row">
            <View className="grow">
              <Text className="text-block">{name}</Text>
              <Text className="text-block text-small text-soft">{areaName}定的</Text>
            </View>
            {!isOn && <Tag text="规则已停用" icon="pause" />}
            {isOn && !unit.isOpen && <Tag text="断了" tone="danger" icon="warning" />}
          </View>
        ))}
      </View>
    </Section>
  )
}
