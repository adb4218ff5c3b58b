import { readFileSync } from 'node:fs'
import path from 'node:path'
import { findBarriers, findOverflow } from './browser'
import { describeScene } from './scene'
import { visitScreens } from './screens'

describeScene('every screen, in both modes', (scene) => {
  it('can be used by everybody, is nowhere wider than the screen, and throws nothing', async () => {
    const visited = new Set<string>()
    await visitScreens(scene.browser, scene.product, async (_, person) => {
      visited.add(new URL(person.page.url()).pathname.slice(1))
      const barriers = await findBarriers(person)
      const problems = [...barriers, ...(await findOverflow(person)), ...person.errors.splice(0)]
      if (problems.length > 0) throw new Error(problems.join('\n  '))
    })
    expect(listPages().filter((page) => !visited.has(page))).toEqual([])
  }, 900_000)
})

/** Every page that the mini program has. */
function listPages(): string[] {
  const file = path.resolve(__dirname, '../../miniprogram/dist/weapp/app.json')
  const { pages, subPackages } = JSON.parse(readFileSync(file, 'utf8')) as {
    pages: string[]
    subPackages: { root: string; pages: string[] }[]
  }
  return [...pages, ...subPackages.flatMap(({ root, pages: own }) => own.map((page) => `${root}/${page}`))]
}
