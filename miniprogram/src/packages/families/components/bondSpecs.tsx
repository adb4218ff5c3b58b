import { guardianshipPaperNames, guardianshipPapers } from '@linli/shared/families/bond'
import type { ActionAnswer, ActionSpec } from '../../../components/ActionBar'
import type { RegisterPerson } from '../../../components/RegisterSearch'
import type { Bond, BondAction, BondActionInput } from '../../../services/families'
import { findTermsProblem, TermsFields, toTerms, type TermsForm } from './TermsFields'

/** What an action needs besides words and photos; the form keeps it. */
export interface BondForm extends TermsForm {
  person?: RegisterPerson | undefined
}

type Spec = ActionSpec<BondAction>

const note = (label: string) => ({ label, isRequired: true, most: 300 })

/** The buttons of elder and proxy. */
const ownSpecs: Partial<Record<BondAction, Omit<Spec, 'action'>>> = {
  accept: {
    text: '接受',
    icon: 'check',
    ask: {
      explain: '接受以后，您替老人办的每件事都会写明是您代办的，老人和社区都看得到。老人随时可以取消。',
      submitText: '我知道了，接受',
    },
  },
  withdraw: {
    text: '收回',
    kind: 'danger',
    ask: { explain: '收回以后，这份邀请就不能再用了。', isDanger: true },
  },
  renounce: {
    text: '不再代办',
    kind: 'danger',
    ask: { explain: '马上生效。以后还要代办，要重新请老人同意。', isDanger: true },
  },
  revoke: {
    text: '取消授权',
    kind: 'danger',
    ask: {
      explain: '马上生效。从现在起，这位亲属不能再替您办任何事。',
      text: { label: '想说的话（可以不写）', audience: '您和社区', most: 300 },
      isDanger: true,
    },
  },
  makePrimary: { text: '定为第一联系人', icon: 'star' },
}

/** The buttons of the staff who keep the register; each leaves a note that the elder can read. */
const keeperSpecs: Partial<Record<BondAction, Omit<Spec, 'action'>>> = {
  confirmInPerson: {
    text: '当面问过，办理',
    icon: 'check',
    ask: {
      explain: '请在没有亲属在旁边的时候，单独问过老人再办。办好后，亲属接受了才生效。',
      text: note('老人怎么说的'),
      photos: { label: '老人签字表的照片（必须有）' },
    },
  },
  checkDocument: {
    text: '核对监护文书',
    icon: 'paper',
    ask: {
      explain: '核对原件后拍照。还要另一位同事再核对一次。',
      choice: {
        label: '是哪一种文书',
        options: guardianshipPapers.map((value) => ({ value, label: guardianshipPaperNames[value] })),
        isRequired: true,
      },
      text: note('文书的文号、日期，怎么核对的'),
      photos: { label: '文书的照片（必须有）' },
    },
  },
  checkAgain: {
    text: '第二次核对，通过',
    icon: 'check',
    ask: { explain: '请自己看过文书的照片，再通过。', text: note('怎么核对的') },
  },
  decline: {
    text: '不办理',
    kind: 'danger',
    ask: { explain: '亲属会收到消息。', text: note('为什么不办'), isDanger: true },
  },
  review: {
    text: '年度复核，继续有效',
    icon: 'check',
    ask: { text: note('怎么复核的'), photos: { label: '照片' } },
  },
  revokeForElder: {
    text: '按老人的意思取消',
    kind: 'danger',
    ask: {
      explain: '马上生效。请写明老人什么时候、怎么说的。',
      text: note('老人怎么说的'),
      photos: { label: '照片' },
      isDanger: true,
    },
  },
  makePrimary: { text: '定为第一联系人', icon: 'star' },
}

const termed: readonly BondAction[] = ['change', 'confirmInPerson', 'checkDocument']

interface SpecInput {
  form: BondForm
  onChange: (part: Partial<BondForm>) => void
  /** Finds the elder in the register; staff only. */
  personField?: React.ReactNode
}

/** The server's actions as buttons, with what each one asks. */
export function toBondSpecs(bond: Bond, { form, onChange, personField }: SpecInput): Spec[] {
  const isKeeper = bond.relationToViewer === 'keeper'
  const specs = isKeeper ? keeperSpecs : ownSpecs
  const change: Omit<Spec, 'action'> = {
    text: '改授权内容',
    icon: 'edit',
    ask: isKeeper
      ? {
          text: note('老人怎么说的'),
          photos: { label: '新签字表的照片（比原来多给时必须有）' },
        }
      : {},
  }
  return bond.actions.flatMap((action): Spec[] => {
    if (action === 'makePrimary' && bond.isPrimary) return []
    if (action === 'refuse') return [{ action, text: '不接受', kind: 'danger', ask: { isDanger: true } }]
    const spec = action === 'change' ? change : specs[action]
    if (!spec) return []
    if (!termed.includes(action)) return [{ action, ...spec }]
    const extra = (
      <>
        {action !== 'change' && personField}
        <TermsFields value={form} onChange={onChange} />
      </>
    )
    return [{ action, ...spec, ask: { ...spec.ask, extra } }]
  })
}

/** What is sent for a button, or the sentence of what is missing. */
export function toBondBody(
  action: BondAction,
  { text, photoIds = [], choice }: ActionAnswer,
  form: BondForm,
): BondActionInput | string {
  const terms = toTerms(form)
  const problem = termed.includes(action) ? findTermsProblem(form) : undefined
  if (problem !== undefined) return problem
  const words = text ?? ''
  switch (action) {
    case 'confirmInPerson':
    case 'checkDocument': {
      if (!form.person) return '请先从台账里找到这位老人。'
      if (photoIds.length === 0) return '请拍一张照片：老人的签字表，或者监护文书。'
      const common = { personId: form.person.id, ...terms, photoIds, note: words }
      if (action === 'confirmInPerson') return { action, ...common }
      const paper = guardianshipPapers.find((each) => each === choice)
      return paper === undefined ? '请选一选是哪一种文书。' : { action, ...common, paper }
    }
    case 'change':
      return { action, ...terms, photoIds, ...(text === undefined ? {} : { note: text }) }
    case 'revoke':
      return { action, ...(text === undefined ? {} : { words: text }) }
    case 'revokeForElder':
    case 'review':
      return { action, note: words, photoIds }
    case 'checkAgain':
    case 'decline':
      return { action, note: words }
    case 'consent':
      return '请在邀请的页面上同意。'
    default:
      return { action }
  }
}
