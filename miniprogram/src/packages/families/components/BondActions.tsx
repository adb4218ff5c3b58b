import { View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar } from '../../../components/ActionBar'
import { ApiError } from '../../../services/apiError'
import { actOnBond, type Bond, type BondAction } from '../../../services/families'
import { PersonSearch } from './PersonSearch'
import { toBondBody, toBondSpecs, type BondForm } from './bondSpecs'

interface BondActionsProps {
  bond: Bond
  /** Whose register staff search; absent for elder and proxy. */
  community?: string | undefined
  onDone: (bond: Bond, message: string) => void
}

const doneTexts: Partial<Record<BondAction, string>> = {
  accept: '接受了，现在可以替老人办事。',
  withdraw: '收回了。',
  renounce: '已经不再代办。',
  revoke: '取消了，从现在起这位亲属不能再替您办事。',
  revokeForElder: '按老人的意思取消了，已经告诉亲属。',
  confirmInPerson: '办好了，等亲属接受后生效。',
  checkDocument: '记下了，还要另一位同事再核对。',
  checkAgain: '核对好了，等亲属接受后生效。',
  decline: '没有办理，已经告诉亲属。',
  change: '改好了，已经告诉双方。',
  review: '复核好了，明年再看。',
  makePrimary: '定好了，有事先打给这位亲属。',
  refuse: '没有接受。',
}

/** What this person may do with a bond now, as the server says. */
export function BondActions({ bond, community, onDone }: BondActionsProps) {
  const [form, setForm] = useState<BondForm>({
    scopes: bond.scopes,
    limit: String(bond.limitFen / 100),
    from: bond.from ?? '',
    until: bond.until ?? '',
  })
  const change = (part: Partial<BondForm>) => {
    setForm((before) => ({ ...before, ...part }))
  }
  const actions = toBondSpecs(bond, {
    form,
    onChange: change,
    personField:
      community === undefined ? undefined : (
        <PersonSearch
          community={community}
          person={form.person}
          hint={bond.request && `亲属写的：${bond.request.elderName}，${bond.request.address}`}
          onChange={(person) => {
            change({ person })
          }}
        />
      ),
  })
  return (
    <View>
      <ActionBar
        actions={actions}
        formKey={`bond:${bond.id}:${bond.version}`}
        onAct={async (action, answer, draftKey) => {
          const body = toBondBody(action, answer, form)
          if (typeof body === 'string') throw new ApiError('request.invalid', body, 400)
          const changed = await actOnBond(bond.id, body, doneTexts[action] ?? '亲属授权', draftKey).done
          onDone(changed, doneTexts[action] ?? '办好了。')
        }}
      />
    </View>
  )
}
