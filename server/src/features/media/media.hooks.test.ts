import { buildMedia } from '../../test/media.factory'
import { createTestDeps, type TestDeps } from '../../test/testApp'
import { buildResident, buildSecretary } from '../../test/users.factory'
import { listAccountDeletionHooks, listAccountMergeHooks, listOwnDataHooks } from '../users/userHooks'
import { Media } from './media.model'
import './media.hooks'

const findHook = <T extends { name: string }>(hooks: T[]): T => {
  const hook = hooks.find(({ name }) => name === 'media')
  if (!hook) throw new Error('media has registered no hook')
  return hook
}

let deps: TestDeps

beforeEach(() => {
  deps = createTestDeps()
})

const used = { attachedTo: { kind: 'need', id: '1' } }

describe('files of an account', () => {
  it('go with it when two accounts become one', async () => {
    const [from, into] = [await buildResident(), await buildResident()]
    const { id } = await buildMedia({ ownerId: from._id })
    await findHook(listAccountMergeHooks()).move(from.id, into.id, deps)
    expect((await Media.findById(id).lean())?.ownerId.toString()).toBe(into.id)
  })

  it('can be looked through and taken along', async () => {
    const owner = await buildResident()
    const { id } = await buildMedia({ ownerId: owner._id, ...used })
    await deps.ports.storage.put(`media/00/${id}.jpg`, Buffer.from('bytes'))
    const hook = findHook(listOwnDataHooks())
    expect(await hook.describe(owner.id, deps)).toEqual([
      {
        title: '照片和录音',
        items: [
          { label: '照片', value: '1 个' },
          { label: '录音', value: '0 个' },
        ],
      },
    ])
    expect(await hook.collect(owner.id, deps)).toMatchObject([
      { id, kind: 'photo', base64: Buffer.from('bytes').toString('base64') },
    ])
  })

  it('end with it, bytes and all; what staff took of finished work stays with the need', async () => {
    const [resident, staff] = [await buildResident(), await buildSecretary()]
    const own = await buildMedia({ ownerId: resident._id, ...used })
    await deps.ports.storage.put(`media/00/${own.id}.jpg`, Buffer.from('bytes'))
    const work = await buildMedia({ ownerId: staff._id, ...used })
    await buildMedia({ ownerId: staff._id })
    const hook = findHook(listAccountDeletionHooks())
    for (const user of [resident, staff]) await hook.erase(user.id, deps)
    expect((await Media.find().lean()).map(({ _id }) => _id.toString())).toEqual([work.id])
    expect(deps.ports.storage.files.size).toBe(0)
  })
})
