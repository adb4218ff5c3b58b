import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { listMissingPaths } from './namedPaths'

const workspace = path.resolve(__dirname, '../..')

describe('the paths that project.config.json and app.json name', () => {
  it('are all there after the build', () => {
    expect(listMissingPaths(workspace)).toEqual([])
  })

  describe('when some are not', () => {
    let folder: string
    const write = (file: string, content: object) => {
      const target = path.join(folder, file)
      mkdirSync(path.dirname(target), { recursive: true })
      writeFileSync(target, JSON.stringify(content))
    }
    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'linli-paths-'))
      write('project.config.json', { miniprogramRoot: 'dist/' })
    })
    afterEach(() => {
      rmSync(folder, { recursive: true })
    })

    it('are named: the root, without a build', () => {
      expect(listMissingPaths(folder)).toEqual(['dist/app.json'])
    })

    it('are named: pages, tabs, pictures and components', () => {
      write('dist/app.json', {
        pages: ['pages/a/index'],
        subPackages: [{ root: 'packages/b', pages: ['index'] }],
        tabBar: { custom: true, list: [{ pagePath: 'pages/a/index', iconPath: 'a.png' }] },
        sitemapLocation: 'sitemap.json',
      })
      write('dist/pages/a/index.json', { usingComponents: { comp: '../../comp', own: 'plugin://x/y' } })
      write('dist/pages/a/index.js', {})
      write('dist/pages/a/index.wxml', {})
      write('dist/comp.js', {})
      expect(listMissingPaths(folder)).toEqual([
        'a.png',
        'sitemap.json',
        ...['js', 'json', 'wxml'].map((end) => `packages/b/index.${end}`),
        ...['js', 'json', 'wxml'].map((end) => `custom-tab-bar/index.${end}`),
        'comp.json',
        'comp.wxml',
      ])
    })
  })
})
