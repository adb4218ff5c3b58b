import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { OutgoingNotice } from '../../../../components/OutgoingNotice'
import { SwitchRow } from '../../../../components/SwitchRow'
import { TextArea } from '../../../../components/TextField'
import { VoiceRecorder, type PickedVoice } from '../../../../components/VoiceRecorder'
import { useDraft } from '../../../../hooks/useDraft'
import { stayUntilDone } from '../../../../platform/stay'
import { toApiError } from '../../../../services/apiError'
import { answerInvitation, type Invitation, type InvitationAnswer } from '../../../../services/families'
import { findTermsProblem, TermsFields, toTerms, type TermsForm } from '../../components/TermsFields'

interface Form extends TermsForm {
  words: string
  voice?: PickedVoice | undefined
  isPrimary: boolean
}

/** She takes away what she does not want, says so in her own words, and decides. */
export function AnswerForm({ code, invitation }: { code: string; invitation: Invitation }) {
  const { value, change, clear, draftKey, outgoingId, isUnderWay } = useDraft<Form>(`bondAnswer:${code}`, {
    scopes: invitation.scopes,
    limit: String(invitation.limitFen / 100),
    from: invitation.from ?? '',
    until: invitation.until ?? '',
    words: '',
    isPrimary: false,
  })
  const [problem, setProblem] = useState<string>()

  const send = async (body: InvitationAnswer) => {
    const { done } = answerInvitation(code, body, draftKey)
    const { goTo } = stayUntilDone()
    try {
      await done
      clear()
      await goTo('/packages/families/pages/proxies/index')
    } catch (cause) {
      setProblem(toApiError(cause).message)
    }
  }
  const agree = () => {
    const missing = findMissing(value)
    setProblem(missing)
    if (missing !== undefined) return
    const words = value.words.trim()
    void send({
      answer: 'consent',
      ...toTerms(value),
      isPrimary: value.isPrimary,
      ...(words === '' ? {} : { words }),
      ...(value.voice?.id === undefined ? {} : { voiceId: value.voice.id }),
    })
  }
  const isBusy = isUnderWay
  return (
    <View className="stack-loose">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <OutgoingNotice id={outgoingId} />
      <TermsFields value={value} onChange={change} offered={invitation.scopes} label="可以替我办什么" />
      <View className="list">
        <SwitchRow
          title="有事先打给他"
          note="几个孩子里的第一联系人"
          isOn={value.isPrimary}
          onChange={(isPrimary) => {
            change({ isPrimary })
          }}
        />
      </View>
      <VoiceRecorder
        voice={value.voice}
        onChange={(voice) => {
          change({ voice })
        }}
      />
      <TextArea
        label="用自己的话说一句，也可以录音"
        placeholder="比如：我同意小丽替我办事"
        audience="您和社区"
        value={value.words}
        most={300}
        onChange={(words) => {
          change({ words })
        }}
      />
      <View className="action-bar">
        <Button text="我同意" icon="check" kind="primary" isBusy={isBusy} onPress={agree} />
        <Button
          text="不同意"
          icon="close"
          isDisabled={isBusy}
          onPress={() => void send({ answer: 'refuse' })}
        />
      </View>
    </View>
  )
}

function findMissing(form: Form): string | undefined {
  const problem = findTermsProblem(form)
  if (problem !== undefined) return problem
  if (form.voice !== undefined && form.voice.id === undefined) return '录音还没传上去，请等一等。'
  return form.voice === undefined && Array.from(form.words.trim()).length < 2
    ? '请用自己的话写一句，或者录一段音。'
    : undefined
}
