import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ChoiceList } from '../../../../components/ChoiceList'
import { DoneNotice } from '../../../../components/DoneNotice'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { TextArea } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { useRemote } from '../../../../hooks/useRemote'
import { getForumSettings, setForumSettings, type ForumSettings } from '../../../../services/reviews'

/** The community's rules, how neighbours are called, and after how many reports something is taken away first. */
export function ForumRules({ area }: { area: string }) {
  const settings = useRemote(`forumSettings:${area}`, () => getForumSettings(area))
  return (
    <RemoteView remote={settings}>
      {(data) => <RulesForm area={area} settings={data} onSaved={settings.reload} />}
    </RemoteView>
  )
}

const names: { value: ForumSettings['nameRule']; label: string; note: string }[] = [
  { value: 'building', label: '楼号和姓', note: '比如“3号楼王姓邻居”' },
  { value: 'nickname', label: '昵称', note: '居民自己起的名字' },
  { value: 'real', label: '真实姓名', note: '改成这个，大家要重新确认才能发' },
]
const thresholds = ['2', '3', '5', '10'] as const
const limits = [
  { value: '20', label: '一小时 20 条，一天 100 条', perHour: 20, perDay: 100 },
  { value: '40', label: '一小时 40 条，一天 200 条', perHour: 40, perDay: 200 },
  { value: '80', label: '一小时 80 条，一天 400 条', perHour: 80, perDay: 400 },
]

interface RulesFormProps {
  area: string
  settings: ForumSettings
  onSaved: () => void
}

function RulesForm({ area, settings, onSaved }: RulesFormProps) {
  const { value, change, clear } = useDraft(`forumRules:${area}`, {
    rules: settings.rules.map(({ text }) => text).join('\n'),
    nameRule: settings.nameRule,
    threshold: String(settings.hideThreshold),
    perHour: String(settings.comments.perHour),
  })
  const [isDone, setIsDone] = useState(false)
  const { run, isBusy, problem } = useAction()
  const save = async () => {
    setIsDone(
      await run(async () => {
        const { nameRule, threshold } = value
        const rules = readRules(value.rules, settings.rules)
        const limit = limits.find((each) => each.value === value.perHour)
        const comments = limit && { perHour: limit.perHour, perDay: limit.perDay }
        const numbers = { hideThreshold: Number(threshold), ...(comments ? { comments } : {}) }
        await setForumSettings({ community: area, nameRule, rules, ...numbers })
        clear()
        onSaved()
      }),
    )
  }
  return (
    <View className="stack-loose">
      {isDone && <DoneNotice message="已经保存，马上生效。" />}
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Card>
        <View className="stack-loose">
          <TextArea
            label="邻里圈公约"
            hint="一行一条，2 到 60 个字。不公开一条内容时，作者会看到是哪一条。"
            audience="所有人"
            most={1300}
            value={value.rules}
            onChange={(rules) => {
              change({ rules })
            }}
          />
          <View className="field">
            <Text className="field-label">邻居之间怎么称呼</Text>
            <ChoiceList
              label="邻居之间怎么称呼"
              options={names}
              value={value.nameRule}
              onChange={(nameRule) => {
                change({ nameRule })
              }}
            />
          </View>
          <View className="field">
            <Text className="field-label">多少人反映就先收起来，等人看</Text>
            <ChoiceList
              label="多少人反映就先收起来，等人看"
              options={thresholds.map((number) => ({ value: number, label: `${number} 人` }))}
              value={thresholds.find((number) => number === value.threshold)}
              onChange={(threshold) => {
                change({ threshold })
              }}
            />
          </View>
          <View className="field">
            <Text className="field-label">一个人最多留言多少，多了请他歇一歇</Text>
            <ChoiceList
              label="一个人最多留言多少，多了请他歇一歇"
              options={limits.map(({ value: number, label }) => ({ value: number, label }))}
              value={limits.find((each) => each.value === value.perHour)?.value}
              onChange={(perHour) => {
                change({ perHour })
              }}
            />
          </View>
          <Button text="保存" kind="primary" isBlock isBusy={isBusy} onPress={() => void save()} />
        </View>
      </Card>
    </View>
  )
}

/** A rule that was there keeps its code; a new one takes the first that is free. */
function readRules(text: string, before: ForumSettings['rules']): ForumSettings['rules'] {
  const lines = [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '')
  const used = new Set(before.map(({ code }) => code))
  return lines.map((line) => {
    const known = before.find((rule) => rule.text === line)
    if (known) return known
    let number = 1
    while (used.has(`rule${number}`)) number += 1
    used.add(`rule${number}`)
    return { code: `rule${number}`, text: line }
  })
}
