import type { NeedView } from '../../../services/needs'
import { ChoiceForm } from './ChoiceForm'
import type { StaffFormProps } from './staffForm.types'
import { loadCategories, loadMergeTargets, loadPosts, loadSubjects } from './staffOptions'

const textPart = (text: string | undefined) => (text === undefined ? {} : { text })

/** Two desks that decide on the same page do not pass it on twice. */
const holderPart = ({ holder }: NeedView) => (holder === undefined ? {} : { holder: holder.post })

const toWhom = {
  label: '派给谁',
  empty: '眼下没有可以派的单位或岗位，请先在“管理”里添加。',
  words: { label: '交代几句（可以不写）', audience: '接手的人和居民都能看到' },
}

export function AssignForm(props: StaffFormProps) {
  return (
    <ChoiceForm
      {...props}
      {...toWhom}
      action="assign"
      load={() => loadPosts(props.need)}
      toBody={(post, text) => ({ action: 'assign', post, ...holderPart(props.need), ...textPart(text) })}
    />
  )
}

export function TransferForm(props: StaffFormProps) {
  return (
    <ChoiceForm
      {...props}
      {...toWhom}
      action="transfer"
      explain="原来的单位不再办，由新选的接着办。整件事的期限不变。"
      load={() => loadPosts(props.need)}
      toBody={(post, text) => ({ action: 'transfer', post, ...holderPart(props.need), ...textPart(text) })}
    />
  )
}

export function RecategoriseForm(props: StaffFormProps) {
  return (
    <ChoiceForm
      {...props}
      action="recategorise"
      explain="改类别后，会按新类别重新派单。居民不用再提一次。"
      label="改成哪一类"
      load={() => loadCategories(props.need)}
      empty="没有别的类别可以选。"
      words={{ label: '为什么改（可以不写）', audience: '居民也能看到' }}
      toBody={(category, text) => ({ action: 'recategorise', category, ...textPart(text) })}
    />
  )
}

export function SubjectForm(props: StaffFormProps) {
  return (
    <ChoiceForm
      {...props}
      action="setSubject"
      explain="涉及到谁，就由他的上一级来办；他看不到这件事，也不知道是谁提的。"
      label="涉及谁"
      load={() => loadSubjects(props.need)}
      empty="没有可以选的单位或个人。"
      words={{ label: '说明（可以不写）' }}
      toBody={(value, text) => ({ action: 'setSubject', subject: readSubject(value), ...textPart(text) })}
    />
  )
}

function readSubject(value: string): { kind: 'unit' | 'user'; id: string } | null {
  const [kind, id = ''] = value.split(':')
  return kind === 'unit' || kind === 'user' ? { kind, id } : null
}

export function MergeForm(props: StaffFormProps) {
  return (
    <ChoiceForm
      {...props}
      action="merge"
      explain="两件是同一件事时才合并。合并后跟着那一件办，提的人都会收到进展。"
      label="并到哪一件"
      load={() => loadMergeTargets(props.need)}
      empty="受理台上没有同类、还没办完的诉求。"
      toBody={(into) => ({ action: 'merge', into })}
    />
  )
}
