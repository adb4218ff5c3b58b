import type { ballotContracts } from '@linli/shared/ballots/ballot.contract'
import type { voteContracts } from '@linli/shared/ballots/vote.contract'
import { sendOnce } from '../stores/drafts'
import { after } from './cursor'
import { call, fetchFile } from './http'
import type { CallInput, CallOutput } from './http.types'

type Ballots = typeof ballotContracts
type Votes = typeof voteContracts

export type BallotSummary = CallOutput<Ballots['listBallots']>['items'][number]
export type BallotView = CallOutput<Ballots['getBallot']>
export type OwnVote = BallotView['mine'][number]
export type BallotContent = Omit<CallInput<Ballots['editBallot']>['body'], 'version'>
export type BallotSubject = CallInput<Ballots['createBallot']>['body']['subject']
export type BallotPreset = CallOutput<Ballots['getBallotPreset']>
export type RollLine = CallOutput<Votes['listRoll']>['items'][number]
export type Paper = CallOutput<Votes['listPapers']>['items'][number]
/** Whose paper it is, or its number. */
export type PaperKey = { voterKey: string; personId?: string } | { number: number }

export const listBallots = (community: string, cursor?: string) =>
  call<Ballots['listBallots']>('get', '/api/ballots', {
    query: { community, ...after(cursor) },
  })

/** What asks me now. */
export const listMyBallots = () => call<Ballots['listMyBallots']>('get', '/api/ballots/mine')

export const getBallot = (id: string) =>
  call<Ballots['getBallot']>('get', '/api/ballots/:id', { params: { id } })

export const createBallot = (
  community: string,
  subject: BallotSubject,
  content: BallotContent,
  idempotencyKey: string,
) =>
  call<Ballots['createBallot']>('post', '/api/ballots', {
    body: { community, subject, ...content },
    idempotencyKey,
  })

export const editBallot = ({ id, version }: BallotView, content: BallotContent) =>
  call<Ballots['editBallot']>('patch', '/api/ballots/:id', { params: { id }, body: { version, ...content } })

export const removeBallot = (id: string) =>
  call<Ballots['removeBallot']>('delete', '/api/ballots/:id', { params: { id } })

export const moveBallot = ({ id, version }: BallotView, action: 'announce' | 'takeBack') =>
  call<Ballots['actOnBallot']>('post', '/api/ballots/:id/actions', {
    params: { id },
    body: { action, version },
  })

export const voidBallot = ({ id, version }: BallotView, reason: string) =>
  call<Ballots['actOnBallot']>('post', '/api/ballots/:id/actions', {
    params: { id },
    body: { action: 'void', version, reason },
  })

export const fetchBallotPrint = (id: string) =>
  fetchFile<Ballots['printBallot']>('/api/ballots/:id/print', { params: { id } })

export const getBallotPreset = (code: string) =>
  call<Ballots['getBallotPreset']>('get', '/api/ballot-presets/:code', { params: { code } })

export const saveBallotPreset = (code: string, body: CallInput<Ballots['setBallotPreset']>['body']) =>
  call<Ballots['setBallotPreset']>('put', '/api/ballot-presets/:code', { params: { code }, body })

/** Never through the outbox of this phone: what was chosen is not stored here. Pressed again it has the same key. */
export const castVote = (
  { id, version }: BallotView,
  voterKey: string,
  choices: string[],
  idempotencyKey: string,
) =>
  call<Votes['castVote']>('post', '/api/ballots/:id/votes', {
    params: { id },
    body: { voterKey, version, choices },
    idempotencyKey,
  })

export const nameVoter = (id: string, voterKey: string, personId: string) =>
  call<Votes['nameVoter']>('put', '/api/ballots/:id/voter', { params: { id }, body: { voterKey, personId } })

export const contestVoter = (id: string, voterKey: string, text: string) =>
  call<Votes['contestVoter']>('post', '/api/ballots/:id/contests', {
    params: { id },
    body: { voterKey, text },
  })

export const settleVoter = (id: string, body: CallInput<Votes['settleVoter']>['body']) =>
  call<Votes['settleVoter']>('post', '/api/ballots/:id/settlements', { params: { id }, body })

export const listReceipts = (id: string, start: string) =>
  call<Votes['listReceipts']>('get', '/api/ballots/:id/receipts', { params: { id }, query: { start } })

export const listRoll = (id: string, body: NonNullable<CallInput<Votes['listRoll']>['body']>) =>
  call<Votes['listRoll']>('post', '/api/ballots/:id/roll', { params: { id }, body })

/** Pressed again after a lost answer it is one paper. */
export const handPaper = (id: string, voterKey: string, personId: string | undefined) =>
  sendOnce(`hand:${id}:${voterKey}:${personId ?? ''}`, (idempotencyKey) =>
    call<Votes['handPaper']>('post', '/api/ballots/:id/handed-papers', {
      params: { id },
      body: { voterKey, ...(personId === undefined ? {} : { personId }) },
      idempotencyKey,
    }),
  )

export const takeBackPaper = (id: string, voterKey: string, reason: string) =>
  sendOnce(`takeBack:${id}:${voterKey}`, (idempotencyKey) =>
    call<Votes['takeBackPaper']>('post', '/api/ballots/:id/returned-papers', {
      params: { id },
      body: { voterKey, reason },
      idempotencyKey,
    }),
  )

export const typePaper = (id: string, key: PaperKey, choices: string[]) =>
  call<Votes['typePaper']>('post', '/api/ballots/:id/papers', { params: { id }, body: { ...key, choices } })

export const withdrawPaper = (id: string, paperId: string) =>
  call<Votes['withdrawPaper']>('delete', '/api/ballots/:id/papers/:paperId', { params: { id, paperId } })

/** What somebody typed who is not at her post any more. */
export const withdrawAbsentPaper = (id: string, paperId: string, reason: string) =>
  sendOnce(`absent:${id}:${paperId}`, (idempotencyKey) =>
    call<Votes['withdrawAbsentPaper']>('post', '/api/ballots/:id/papers/:paperId/withdrawals', {
      params: { id, paperId },
      body: { reason },
      idempotencyKey,
    }),
  )

export const withdrawPaperReturn = (id: string, voterKey: string) =>
  call<Votes['withdrawPaperReturn']>('delete', '/api/ballots/:id/returned-papers/:voterKey', {
    params: { id, voterKey },
  })

export const listPapers = (id: string) =>
  call<Votes['listPapers']>('get', '/api/ballots/:id/papers', { params: { id } })
