import { placeOf } from '@linli/shared/areas/areas'
import { ballotKinds, type BallotSpans } from '@linli/shared/ballots/ballot'
import { offerBallots } from '@linli/shared/deliberation/motion.ballot'
import { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { useNow } from '../../../../hooks/useNow'
import { useRemote } from '../../../../hooks/useRemote'
import {
  createBallot,
  editBallot,
  getBallot,
  getBallotPreset,
  type BallotSubject,
  type BallotView,
} from '../../../../services/ballots'
import { getMotion } from '../../../../services/deliberation'
import { stayUntilDone } from '../../../../platform/stay'
import { sendOnce } from '../../../../stores/drafts'
import { pageRoles } from '../../../manage/components/access'
import { ManagePage } from '../../../manage/components/ManagePage'
import { emptyDraft, findFault, toContent, toDraft, type BallotDraft } from '../../components/ballotDraft'
import { QuestionFields, RuleFields, TimeFields, VoterFields } from '../../components/BallotForm'
import { urlOf } from '../../components/pages'

/** The secretary or a community worker writes a ballot, or changes one nobody has voted on. */
export default function EditPage() {
  const { id } = useRouter().params
  return (
    <ManagePage title="写一次表决" roles={pageRoles.ballots}>
      {({ community }) => {
        if (community === undefined) return null
        return <Fields id={id} community={community} />
      }}
    </ManagePage>
  )
}

/** How much time a ballot must leave people is the street's, so it is asked before times are proposed. */
function Fields({ id, community }: { id: string | undefined; community: string }) {
  const { street = '' } = placeOf(community)
  const preset = useRemote(`ballotPreset:${street}`, () => getBallotPreset(street))
  return (
    <RemoteView remote={preset}>
      {({ spans }) =>
        id === undefined ? (
          <NewBallot community={community} spans={spans} />
        ) : (
          <KnownBallot id={id} spans={spans} />
        )
      }
    </RemoteView>
  )
}

const subjectKinds = ['motion', 'meeting'] as const

/** What it is about, as the page it was opened from says. */
function readSubject(params: Partial<Record<string, string>>): BallotSubject {
  const { subject, subjectId, title = '' } = params
  const words = decodeURIComponent(title)
  const kind = subjectKinds.find((each) => each === subject)
  if (kind === undefined || subjectId === undefined) return { kind: 'community', title: '社区的事' }
  return { kind, id: subjectId, title: words === '' ? '大家提的事' : words }
}

function NewBallot({ community, spans }: { community: string; spans: BallotSpans }) {
  const params = useRouter().params
  const subject = readSubject(params)
  const title = subject.kind === 'community' ? '' : subject.title
  const empty = emptyDraft(useNow(), title, spans)
  return <Form key={community} community={community} subject={subject} empty={empty} spans={spans} />
}

function KnownBallot({ id, spans }: { id: string; spans: BallotSpans }) {
  const ballot = useRemote(`ballot:${id}`, () => getBallot(id))
  return (
    <RemoteView remote={ballot}>
      {(data) => (
        <Form
          key={`${data.id}:${data.version}`}
          community={data.community}
          ballot={data}
          empty={toDraft(data)}
          spans={spans}
        />
      )}
    </RemoteView>
  )
}

interface FormProps {
  community: string
  empty: BallotDraft
  /** Of a new one. */
  subject?: BallotSubject
  ballot?: BallotView
  spans: BallotSpans
}

/** Everything, but what a motion may not be put to now. */
function useOffer({ kind, id }: Pick<BallotSubject, 'kind' | 'id'>) {
  const isMotion = kind === 'motion' && id !== undefined
  const { data } = useRemote(`offer:${isMotion ? id : ''}`, () =>
    isMotion ? getMotion(id) : Promise.resolve(undefined),
  )
  return data ? offerBallots(data) : { kinds: ballotKinds, why: [] }
}

function Form({ community, empty, subject, ballot, spans }: FormProps) {
  const name = ballot ? `${ballot.id}:${ballot.version}` : `new:${subject?.id ?? community}`
  const { value, change, clear, draftKey } = useDraft(`ballot:${name}`, empty)
  const [isChecked, setIsChecked] = useState(false)
  const { run, isBusy, problem } = useAction()
  const offer = useOffer(ballot?.subject ?? subject ?? { kind: 'community' })
  const fault = offer.kinds.includes(value.kind) ? findFault(value) : '请选哪一类表决。'
  const save = async () => {
    setIsChecked(true)
    if (fault !== undefined) return
    const { goTo } = stayUntilDone()
    await run(async () => {
      const content = toContent(value)
      const saved = ballot
        ? await editBallot(ballot, content)
        : await sendOnce(draftKey, (requestKey) =>
            createBallot(community, subject ?? { kind: 'community', title: '社区的事' }, content, requestKey),
          )
      clear()
      await goTo(urlOf('ballot', { id: saved.id }))
    })
  }
  return (
    <View className="stack-loose">
      <QuestionFields value={value} onChange={change} />
      {ballot?.state !== 'open' && (
        <VoterFields value={value} onChange={change} community={community} offer={offer} />
      )}
      <RuleFields value={value} onChange={change} />
      <TimeFields value={value} onChange={change} spans={spans} />
      <Text className="text-block text-soft">
        保存后先是草稿，看过再公布。公布后到时间自动开始；有人投了票，就什么都不能再改。
      </Text>
      {isChecked && fault !== undefined && <ErrorNotice message={fault} />}
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button text="保存" kind="primary" isBlock isBusy={isBusy} onPress={() => void save()} />
    </View>
  )
}
