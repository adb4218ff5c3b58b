import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { iconNames } from '../components/icons'
import { colors } from './colors'
import { makeTokens } from './tokens'

const folder = __dirname
const sheets = readdirSync(folder)
  .filter((name) => name.endsWith('.scss'))
  .map((name) => readFileSync(path.join(folder, name), 'utf8'))
  .join('\n')

describe('the style sheets', () => {
  it('draw every icon there is a name for, and no other', () => {
    const drawn = [...readFileSync(path.join(folder, '_icons.scss'), 'utf8').matchAll(/^ {2}([\w-]+):$/gm)]
    const drawnInLine = [
      ...readFileSync(path.join(folder, '_icons.scss'), 'utf8').matchAll(/^ {2}([\w-]+): '</gm),
    ]
    expect([...drawn, ...drawnInLine].map(([, name]) => name).sort()).toEqual([...iconNames].sort())
  })

  it('use only custom properties that the tokens or the sheets set', () => {
    const known = new Set([
      ...Object.keys(makeTokens(false, 'standard')),
      ...[...sheets.matchAll(/(--[\w-]+):/g)].map(([, name]) => name),
    ])
    const used = [...sheets.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name)
    expect(used.filter((name) => !known.has(name ?? ''))).toEqual([])
  })

  it('paint the page behind everything in the colour of the tokens', () => {
    expect(sheets).toContain(`background-color: ${colors.paper}`)
  })
})
