import {
  ballotFormNames,
  ballotKindNames,
  ballotLimits,
  describeSpan,
  electorateTexts,
  electoratesOf,
  formsOf,
  noElectionsText,
  ownersAreOpenText,
  ownersMatterNames,
  ownersMatters,
  type BallotKind,
  type BallotSpans,
} from '@linli/shared/ballots/ballot'
import { Text, View } from '@tarojs/components'
import { DateField } from '../../../components/DateField'
import { Section } from '../../../components/Section'
import { SwitchRow } from '../../../components/SwitchRow'
import { TextArea, TextField } from '../../../components/TextField'
import { useRemote } from '../../../hooks/useRemote'
import { listEstates } from '../../../services/areas'
import { changeKind, readInstant, type BallotDraft } from './ballotDraft'
import { LabelledChoice } from '../../../components/LabelledChoice'
import { ThresholdChoice } from './ThresholdChoice'

export interface PartProps {
  value: BallotDraft
  onChange: (part: Partial<BallotDraft>) => void
}

/** What is asked, in one's own words. */
export function QuestionFields({ value, onChange }: PartProps) {
  return (
    <Section title="问什么">
      <View className="stack">
        <Text className="text-block text-soft">{noElectionsText}</Text>
        <TextField
          label="一句话"
          hint="像「要不要装一盏路灯」，让人一看就懂。"
          value={value.title}
          most={ballotLimits.titleText}
          isRequired
          onChange={(title) => {
            onChange({ title })
          }}
        />
        <TextArea
          label="说明情况"
          hint="为什么要表决、花多少钱、同意了会怎样、不同意会怎样。"
          audience="社区里核实过住址的居民"
          value={value.text}
          most={ballotLimits.bodyText}
          isRequired
          onChange={(text) => {
            onChange({ text })
          }}
        />
      </View>
    </Section>
  )
}

interface VoterProps extends PartProps {
  community: string
  /** What its motion may be put to, and why not to the rest. */
  offer: { kinds: readonly BallotKind[]; why: readonly string[] }
}

/** By which law, and who votes. */
export function VoterFields({ value, onChange, community, offer }: VoterProps) {
  const { kind, electorate, matter } = value
  return (
    <Section title="谁来投">
      <View className="stack">
        <LabelledChoice
          label="哪一类表决"
          options={offer.kinds.map((each) => ({
            value: each,
            label: ballotKindNames[each],
            note: kindNotes[each],
          }))}
          value={kind}
          onChange={(chosen) => {
            onChange(changeKind(value, chosen))
          }}
        />
        {offer.why.map((text) => (
          <Text key={text} className="text-block text-soft">
            {text}
          </Text>
        ))}
        <LabelledChoice
          label="谁来投"
          options={electoratesOf[kind].map((each) => ({ value: each, label: electorateTexts[each] }))}
          value={electorate}
          onChange={(chosen) => {
            onChange({ electorate: chosen })
          }}
        />
        {electorate === 'owners' && <EstateChoice value={value} onChange={onChange} community={community} />}
        {kind === 'owners' && (
          <LabelledChoice
            label="决定什么"
            options={ownersMatters.map((each) => ({ value: each, label: ownersMatterNames[each] }))}
            value={matter}
            onChange={(chosen) => {
              onChange({ matter: chosen })
            }}
          />
        )}
      </View>
    </Section>
  )
}

const kindNotes = {
  opinion: '只听取意见，规则可以自己定',
  residents: '参加和通过的比例由街道定',
  owners: '按民法典第二百七十八条，人数和面积都要够',
} as const

function EstateChoice({ value, onChange, community }: PartProps & { community: string }) {
  const { data } = useRemote(`estates:${community}`, () => listEstates(community))
  return (
    <LabelledChoice
      label="哪个小区"
      options={(data?.items ?? []).map(({ code, name }) => ({ value: code, label: name }))}
      value={value.estate}
      onChange={(estate) => {
        onChange({ estate })
      }}
    />
  )
}

/** How it is asked and decided. */
export function RuleFields({ value, onChange }: PartProps) {
  const { kind, form, rule } = value
  return (
    <Section title="怎么投">
      <View className="stack">
        <LabelledChoice
          label="怎么选"
          options={formsOf[kind].map((each) => ({ value: each, label: ballotFormNames[each] }))}
          value={form}
          onChange={(chosen) => {
            onChange({ form: chosen })
          }}
        />
        {form !== 'yesNo' && (
          <TextArea
            label="方案"
            hint="一行一个，最多十个。「都不赞成」会自动加上；排先后的不加。"
            value={value.plans}
            most={ballotLimits.options * (ballotLimits.optionText + 1)}
            isRequired
            onChange={(plans) => {
              onChange({ plans })
            }}
          />
        )}
        {form === 'several' && (
          <TextField
            label="最多选几个"
            hint="不写就是都可以选。"
            type="number"
            most={2}
            value={value.mostChoices}
            onChange={(mostChoices) => {
              onChange({ mostChoices })
            }}
          />
        )}
        <Secrecy value={value} onChange={onChange} />
        {kind === 'opinion' && (
          <ThresholdChoice
            label="要多少人参加才算数"
            none="有多少算多少"
            value={rule.quorum}
            onChange={(quorum) => {
              onChange({ rule: { ...rule, quorum } })
            }}
          />
        )}
        {kind === 'opinion' && form !== 'ranked' && (
          <ThresholdChoice
            label="参加的人里多少同意才算通过"
            none="得票最多的"
            value={rule.majority}
            onChange={(majority) => {
              onChange({ rule: { ...rule, majority } })
            }}
          />
        )}
      </View>
    </Section>
  )
}

function Secrecy({ value, onChange }: PartProps) {
  if (value.kind === 'owners') return <Text className="text-block text-soft">{ownersAreOpenText}</Text>
  return (
    <View className="list">
      <SwitchRow
        title="不记名"
        note="手机上投的谁也看不到选了什么，纸质票不记是谁的；截止前看不到票数，投出后不能改"
        isOn={value.isSecret}
        onChange={(isSecret) => {
          onChange({ isSecret })
        }}
      />
    </View>
  )
}

/** When it opens and closes, by the clock here. */
export function TimeFields({ value, onChange, spans }: PartProps & { spans: BallotSpans }) {
  const wrong = '写成 08:00 这样'
  return (
    <Section title="什么时候投">
      <View className="stack">
        <Text className="text-block text-soft">
          合投一票的（一户一票、业主），公布后至少留 {describeSpan(spans.naming)}登记由谁来投。开始到截止至少{' '}
          {describeSpan(spans.open)}。
        </Text>
        <DateField
          label="哪天开始"
          value={value.opensDay}
          onChange={(opensDay) => {
            onChange({ opensDay })
          }}
        />
        <TextField
          label="几点开始"
          value={value.opensClock}
          most={5}
          error={readInstant(value.opensDay, value.opensClock) === undefined ? wrong : undefined}
          onChange={(opensClock) => {
            onChange({ opensClock })
          }}
        />
        <DateField
          label="哪天截止"
          value={value.closesDay}
          onChange={(closesDay) => {
            onChange({ closesDay })
          }}
        />
        <TextField
          label="几点截止"
          value={value.closesClock}
          most={5}
          error={readInstant(value.closesDay, value.closesClock) === undefined ? wrong : undefined}
          onChange={(closesClock) => {
            onChange({ closesClock })
          }}
        />
      </View>
    </Section>
  )
}
