import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useRemote } from '../../../../hooks/useRemote'
import { listRules, type Rule, type Rules } from '../../../../services/rules'
import { pageRoles } from '../../components/access'
import { ManagePage } from '../../components/ManagePage'
import { MasterDetail } from '../../components/MasterDetail'
import { useCategories } from '../../components/useCategories'
import { useSelection } from '../../components/useSelection'
import { RuleCard } from './RuleCard'
import { RuleDetail } from './RuleDetail'
import { RuleForm } from './RuleForm'
import type { Agreement } from './ruleDraft'
import { RuleProblems } from './RuleProblems'

/** Where needs are sent: own rules first, then those of the levels above; broken ones stand out. */
export default function RulesPage() {
  return (
    <ManagePage title="派单规则" roles={pageRoles.rules}>
      {({ areaCode = '', role }) => (
        <RuleBook key={areaCode} area={areaCode} hasHealth={role !== 'communityWorker'} />
      )}
    </ManagePage>
  )
}

/** Which rule is being written: a new one, or one that is there. */
type Writing = 'new' | 'edit' | undefined

/** Of the need whose 协调 is to become a rule, where the page was opened from it. */
function useAgreement(): Agreement | undefined {
  const { category, unitId, name } = useRouter().params
  return category && unitId && name ? { category, unitId, name: decodeURIComponent(name) } : undefined
}

function RuleBook({ area, hasHealth }: { area: string; hasHealth: boolean }) {
  const agreed = useAgreement()
  const rules = useRemote(`rules:${area}`, () => listRules(area))
  const items = rules.data?.items ?? []
  const { selected, select, clear } = useSelection(items)
  const [writing, setWriting] = useState<Writing>(agreed && 'new')
  const [done, setDone] = useState<string>()
  const finish = (message: string, id?: string) => {
    setDone(message)
    setWriting(undefined)
    if (id !== undefined) select(id)
    rules.reload()
  }
  const own = items.filter(({ isOwn }) => isOwn)
  const detail = () => {
    if (writing !== undefined && rules.data)
      return (
        <RuleForm
          key={writing === 'edit' ? selected?.id : 'new'}
          area={area}
          own={own}
          rule={writing === 'edit' ? selected : undefined}
          agreed={writing === 'new' ? agreed : undefined}
          onDone={finish}
          onRefused={rules.reload}
        />
      )
    if (!selected || !rules.data) return undefined
    return (
      <RuleDetail
        key={selected.id}
        area={area}
        rule={selected}
        own={own}
        orderVersion={rules.data.orderVersion}
        canEdit={rules.data.canEdit}
        onEdit={() => {
          setWriting('edit')
        }}
        onDone={finish}
        onRefused={rules.reload}
      />
    )
  }
  return (
    <MasterDetail
      done={done}
      hint="选一条规则，看它派给谁"
      onBack={() => {
        setWriting(undefined)
        clear()
      }}
      list={
        <View className="stack">
          {hasHealth && <RuleProblems area={area} shown={items} />}
          {rules.data?.canEdit && (
            <Button
              text="新增规则"
              icon="plus"
              kind="primary"
              isBlock
              onPress={() => {
                setDone(undefined)
                clear()
                setWriting('new')
              }}
            />
          )}
          <RemoteView remote={rules}>
            {(data) => (
              <RuleLists
                data={data}
                area={area}
                selectedId={selected?.id}
                onSelect={(id) => {
                  setDone(undefined)
                  setWriting(undefined)
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

interface RuleListsProps {
  data: Rules
  area: string
  selectedId: string | undefined
  onSelect: (id: string) => void
}

function RuleLists({ data, area, selectedId, onSelect }: RuleListsProps) {
  const definitions = useCategories(area)
  const card = (rule: Rule, place: number) => (
    <RuleCard
      key={rule.id}
      rule={rule}
      place={place}
      definitions={definitions}
      isSelected={rule.id === selectedId}
      onPress={() => {
        onSelect(rule.id)
      }}
    />
  )
  const own = data.items.filter(({ isOwn }) => isOwn)
  const inherited = data.items.filter(({ isOwn }) => !isOwn)
  return (
    <View className="stack">
      <Text className="text-block text-soft">从上往下看，第一条合适的规则决定派给谁。</Text>
      <Section title="本级的规则">
        {own.length > 0 ? (
          own.map((rule, index) => card(rule, index + 1))
        ) : (
          <EmptyState title="本级还没有规则" message="现在按上级的规则派。" />
        )}
      </Section>
      {inherited.length > 0 && (
        <Section title="上级的规则">
          {inherited.map((rule, index) => card(rule, own.length + index + 1))}
        </Section>
      )}
      <Section title="都不合适时">
        <Text className="text-block">{data.lastResort.name}</Text>
        {!data.lastResort.isStaffed && <ErrorNotice message="这个岗位现在没有人，请先安排任职。" />}
      </Section>
    </View>
  )
}
