import {
  bondRules,
  bondScopes,
  bondScopeTexts,
  neverByProxyText,
  type BondScope,
} from '@linli/shared/families/bond'
import { Text, View } from '@tarojs/components'
import { DateField } from '../../../components/DateField'
import { SwitchRow } from '../../../components/SwitchRow'
import { TextField } from '../../../components/TextField'

/** What a bond lets the proxy do, as it is being filled in. */
export interface TermsForm {
  scopes: BondScope[]
  /** In yuan, as typed. */
  limit: string
  /** `YYYY-MM-DD`, or empty: at once. */
  from: string
  /** `YYYY-MM-DD`, or empty: as long as the rules allow. */
  until: string
}

export const emptyTerms: TermsForm = {
  scopes: ['needs', 'orders'],
  limit: String(bondRules.defaultLimitFen / 100),
  from: '',
  until: '',
}

interface TermsFieldsProps {
  value: TermsForm
  onChange: (part: Partial<TermsForm>) => void
  /** What may be chosen; the elder narrows what was asked. */
  offered?: readonly BondScope[]
  /** 「可以替我办什么」 where the elder herself reads it. */
  label?: string
}

/** Scope by scope in plain words, the limit of a payment, the last day; and what a bond never covers. */
export function TermsFields({
  value,
  onChange,
  offered = bondScopes,
  label = '可以替老人办什么',
}: TermsFieldsProps) {
  const toggle = (scope: BondScope, isOn: boolean) => {
    onChange({ scopes: isOn ? [...value.scopes, scope] : value.scopes.filter((each) => each !== scope) })
  }
  return (
    <View className="stack">
      <View className="field">
        <Text className="field-label">{label}</Text>
        <View className="list">
          {offered.map((scope) => (
            <SwitchRow
              key={scope}
              title={bondScopeTexts[scope].name}
              note={bondScopeTexts[scope].meaning}
              isOn={value.scopes.includes(scope)}
              onChange={(isOn) => {
                toggle(scope, isOn)
              }}
            />
          ))}
        </View>
        <Text className="field-hint">{neverByProxyText}</Text>
      </View>
      {value.scopes.includes('payments') && (
        <TextField
          label="一次最多付多少元"
          hint="说的是在微信里付款：超过这个数，要老人或另一位亲属再同意一次。约好后到站结算的，由老人自己付，不算在内。"
          type="digit"
          most={7}
          value={value.limit}
          onChange={(limit) => {
            onChange({ limit })
          }}
        />
      )}
      <DateField
        label="从哪一天开始（可以不选）"
        hint="不选就是同意的那天开始。"
        value={value.from}
        onChange={(from) => {
          onChange({ from })
        }}
      />
      <DateField
        label="到哪一天为止（可以不选）"
        hint={`不选就是 ${bondRules.longestYears} 年，随时可以取消。`}
        value={value.until}
        onChange={(until) => {
          onChange({ until })
        }}
      />
    </View>
  )
}

/** What is missing, as a sentence. */
export function findTermsProblem({ scopes, limit, from, until }: TermsForm): string | undefined {
  if (scopes.length === 0) return '请至少选一样可以替老人办的事。'
  if (from !== '' && until !== '' && until < from) return '最后一天在开始那天之前，请改一下日期。'
  const yuan = Number(limit)
  const isWrong =
    limit.trim() === '' || !Number.isFinite(yuan) || yuan < 0 || yuan > bondRules.highestLimitFen / 100
  return scopes.includes('payments') && isWrong ? '请写一次最多付多少元，比如 200。' : undefined
}

export function toTerms({ scopes, limit, from, until }: TermsForm): {
  scopes: BondScope[]
  limitFen?: number
  from?: string
  until?: string
} {
  return {
    scopes,
    ...(scopes.includes('payments') ? { limitFen: Math.round(Number(limit) * 100) } : {}),
    ...(from === '' ? {} : { from }),
    ...(until === '' ? {} : { until }),
  }
}
