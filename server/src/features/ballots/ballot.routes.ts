import { ballotContracts } from '@linli/shared/ballots/ballot.contract'
import { voteContracts } from '@linli/shared/ballots/vote.contract'
import type { Deps } from '../../deps'
import { route, type Route } from '../../http/route'
import { assertThat } from '../../lib/appError'
import { toPage } from '../../lib/toPage'
import type { Actor } from '../users/actor'
import { actOnBallot } from './ballot.act'
import { listMyBallots } from './ballot.mine'
import { renderBallotPage } from './ballot.page'
import { readPreset, savePreset } from './ballot.presets'
import { createBallot, editBallot, findReadableBallot, listBallots, removeBallot } from './ballot.service'
import { viewBallot, viewSummary } from './ballot.view'
import { takeBackPaper } from './paper.return'
import { withdrawAbsentPaper, withdrawPaper, withdrawPaperReturn } from './paper.withdraw'
import { handPaper, listPapers, typePaper } from './paper.service'
import { listReceipts, listRoll } from './roll.service'
import { viewLines, viewPapers } from './roll.view'
import { castVote } from './vote.service'
import { contestVoter, nameVoter, settleVoter } from './voter.service'

/** As it is after the change. */
const viewById = async (actor: Actor, id: string, deps: Deps) =>
  viewBallot(await findReadableBallot(actor, id, deps), actor, deps)

const deskRoutes: Route[] = [
  route(ballotContracts.createBallot, async ({ actor, body, newId, deps }) => {
    const { _id } = await createBallot(actor, body, newId, deps)
    return viewById(actor, _id.toString(), deps)
  }),
  route(ballotContracts.editBallot, async ({ actor, params, body, deps }) => {
    await editBallot(actor, params.id, body, deps)
    return viewById(actor, params.id, deps)
  }),
  route(ballotContracts.removeBallot, ({ actor, params, deps }) => removeBallot(actor, params.id, deps)),
  route(ballotContracts.actOnBallot, async ({ actor, params, body, deps }) => {
    await actOnBallot(actor, params.id, body, deps)
    return viewById(actor, params.id, deps)
  }),
  route(voteContracts.settleVoter, ({ actor, params, body, deps }) =>
    settleVoter(actor, params.id, body, deps),
  ),
  route(voteContracts.listRoll, async ({ actor, params, body, deps }) => {
    const { ballot, lines } = await listRoll(actor, params.id, body, deps)
    const page = toPage(
      lines,
      body.limit,
      ({ _id }) => _id.toString(),
      (line) => line,
    )
    return { ...page, items: await viewLines(ballot, page.items, actor, deps) }
  }),
  route(voteContracts.handPaper, ({ actor, params, body, requestKey, deps }) =>
    handPaper(actor, params.id, body, requestKey, deps),
  ),
  route(voteContracts.takeBackPaper, ({ actor, params, body, requestKey, deps }) =>
    takeBackPaper(actor, params.id, body, requestKey, deps),
  ),
  route(voteContracts.withdrawPaperReturn, ({ actor, params, deps }) =>
    withdrawPaperReturn(actor, params, deps),
  ),
  route(voteContracts.typePaper, async ({ actor, params, body, deps }) => {
    const { ballot, paper } = await typePaper(actor, params.id, body, deps)
    const [view] = await viewPapers(ballot, [paper], actor, deps)
    assertThat(view, 'record.not_found')
    return view
  }),
  route(voteContracts.withdrawPaper, ({ actor, params, deps }) => withdrawPaper(actor, params, deps)),
  route(voteContracts.withdrawAbsentPaper, ({ actor, params, body, deps }) =>
    withdrawAbsentPaper(actor, { ...params, ...body }, deps),
  ),
  route(voteContracts.listPapers, async ({ actor, params, deps }) => {
    const { ballot, rows, handed, counted } = await listPapers(actor, params.id, deps)
    return { items: await viewPapers(ballot, rows, actor, deps), handed, counted }
  }),
  route(ballotContracts.getBallotPreset, ({ actor, params }) => readPreset(actor, params.code)),
  route(ballotContracts.setBallotPreset, ({ actor, params, body, deps }) =>
    savePreset(actor, params.code, body, deps),
  ),
]

export const ballotRoutes: Route[] = [
  route(ballotContracts.listBallots, async ({ actor, query, deps }) => {
    const rows = await listBallots(actor, query, deps)
    const now = deps.clock.now()
    const waiting = new Set(
      (await listMyBallots(actor, deps)).filter((each) => each.isWaiting).map(({ id }) => id),
    )
    return toPage(
      rows,
      query.limit,
      ({ _id }) => _id.toString(),
      (ballot) => viewSummary(ballot, waiting.has(ballot._id.toString()), now),
    )
  }),
  route(ballotContracts.listMyBallots, async ({ actor, deps }) => ({
    items: await listMyBallots(actor, deps),
  })),
  route(ballotContracts.getBallot, ({ actor, params, deps }) => viewById(actor, params.id, deps)),
  route(ballotContracts.printBallot, async ({ actor, params, deps }) => {
    const { ballot } = await findReadableBallot(actor, params.id, deps)
    return renderBallotPage(ballot)
  }),
  route(voteContracts.castVote, ({ actor, params, body, requestKey, deps }) =>
    castVote(actor, params.id, body, requestKey, deps),
  ),
  route(voteContracts.nameVoter, async ({ actor, params, body, deps }) => {
    await nameVoter(actor, params.id, body, deps)
    return viewById(actor, params.id, deps)
  }),
  route(voteContracts.contestVoter, async ({ actor, params, body, deps }) => {
    await contestVoter(actor, params.id, body, deps)
    return viewById(actor, params.id, deps)
  }),
  route(voteContracts.listReceipts, ({ actor, params, query, deps }) =>
    listReceipts(actor, params.id, query.start, deps),
  ),
  ...deskRoutes,
]
